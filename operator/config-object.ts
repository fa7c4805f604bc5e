import { z } from "zod";
import { describeFound } from "./schema-node.ts";

/** A Secret or ConfigMap that stands beside a DocSite in its file. */
export interface ConfigObject {
  readonly kind: "Secret" | "ConfigMap";
  readonly namespace: string;
  readonly name: string;
  readonly entries: ReadonlyMap<string, string>;
}

const textMap = z.record(z.string(), z.string()).nullish();
const Shape = z.object({
  metadata: z.object({ name: z.string().min(1), namespace: z.string().nullish() }),
  data: textMap,
  stringData: textMap,
});

type Refusal = { readonly path: readonly (string | number)[]; readonly found: string; readonly allowed: string };

/** Never puts a value of the object into the refusal. */
export function readConfigObject(value: unknown, kind: ConfigObject["kind"]): { object: ConfigObject } | Refusal {
  const parsed = Shape.safeParse(value);
  if (!parsed.success) return describeShape(parsed.error.issues[0]);
  const { metadata, data, stringData } = parsed.data;
  const entries = new Map<string, string>();
  for (const [key, text] of Object.entries(data ?? {})) {
    const decoded = kind === "Secret" ? decodeBase64(text) : text;
    if (decoded === undefined) {
      return {
        path: ["data", key],
        found: "text that is not base64",
        allowed: "base64, or plain text under stringData",
      };
    }
    entries.set(key, decoded);
  }
  for (const [key, text] of Object.entries(stringData ?? {})) entries.set(key, text);
  return { object: { kind, namespace: metadata.namespace ?? "default", name: metadata.name, entries } };
}

function describeShape(issue: z.core.$ZodIssue | undefined): Refusal {
  const path = (issue?.path ?? []).map((key) => (typeof key === "symbol" ? String(key) : key));
  const found = path[0] === "metadata" ? describeFound(undefined) : "a value that is not text";
  return { path, found, allowed: path[0] === "metadata" ? "a name" : "text; put numbers and true/false in quotes" };
}

function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) return undefined;
  return Buffer.from(compact, "base64").toString("utf8");
}
