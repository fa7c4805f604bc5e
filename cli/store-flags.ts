import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { StoreTarget } from "../crawler/contract.ts";
import type { StoreAccess } from "../crawler/store/target.ts";
import type { Context } from "./context.ts";
import { explainFileError } from "./input-file.ts";
import { UsageError } from "./usage-error.ts";

/** Where snapshots go, as `crawl` and `run` take it. */
export interface StoreFlags {
  readonly out?: string;
  readonly storeEndpoint?: string;
  readonly storeRegion?: string;
  readonly storePathStyle?: boolean;
  readonly storeCa?: string;
}

const forms = "s3://bucket/prefix, gs://bucket/prefix or az://account/container/prefix";

/** What `--out` and its options name: a directory, or the site's own prefix in object storage. */
export function parseOut(out: string, flags: StoreFlags): StoreTarget {
  const [, scheme, rest = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(out) ?? [];
  if (scheme === undefined) {
    refuseStoreFlags(flags);
    return { type: "volume", path: resolve(out) };
  }
  const [first = "", ...segments] = rest.replace(/\/$/, "").split("/");
  if (first === "" || segments.some((segment) => ["", ".", ".."].includes(segment)) || /[?#\s]/.test(rest)) {
    throw new UsageError(`--out ${out}: allowed: ${forms}, without blanks, ? and #; or a directory`);
  }
  return checked(out, buildTarget(scheme.toLowerCase(), first, segments, flags));
}

function buildTarget(scheme: string, first: string, segments: readonly string[], flags: StoreFlags): unknown {
  const { storeEndpoint: endpoint, storeRegion: region, storePathStyle: forcePathStyle = false } = flags;
  if (scheme !== "s3" && (region !== undefined || forcePathStyle)) {
    throw new UsageError("--store-region and --store-path-style: only with --out s3://…");
  }
  switch (scheme) {
    case "s3":
      return { type: "s3", bucket: first, prefix: segments.join("/"), region, endpoint, forcePathStyle };
    case "gs":
      return { type: "gcs", bucket: first, prefix: segments.join("/"), endpoint };
    case "az": {
      const [container = "", ...prefix] = segments;
      return { type: "azure", account: first, container, prefix: prefix.join("/"), endpoint };
    }
    default:
      throw new UsageError(`--out ${scheme}://…: allowed: ${forms}; or a directory`);
  }
}

function checked(out: string, target: unknown): StoreTarget {
  // Absent fields stay absent.
  const parsed = StoreTarget.safeParse(JSON.parse(JSON.stringify(target)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const flag = issue?.path[0] === "endpoint" ? "--store-endpoint" : `--out ${out}`;
  throw new UsageError(`${flag}: ${issue?.path.join(".")} ${issue?.message}; allowed: ${forms}`);
}

/** For a target that no flag named. */
export function refuseStoreFlags(flags: StoreFlags): void {
  const given = Object.entries({
    "--store-endpoint": flags.storeEndpoint,
    "--store-region": flags.storeRegion,
    "--store-path-style": flags.storePathStyle,
    "--store-ca": flags.storeCa,
  }).find(([, value]) => value !== undefined);
  if (given) throw new UsageError(`${given[0]}: only with --out ${forms}`);
}

export async function readStoreAccess({ storeCa }: StoreFlags, context: Context): Promise<StoreAccess> {
  return storeCa === undefined
    ? context.storeAccess
    : { ...context.storeAccess, caBundle: await readCertificates(storeCa, "--store-ca") };
}

export async function readCertificates(file: string, flag: string): Promise<string> {
  const pem = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${flag} ${file}: ${explainFileError(error)}`, error);
  });
  if (!pem.includes("-----BEGIN CERTIFICATE-----") || pem.length > 1_000_000) {
    throw new UsageError(
      `${flag} ${file}: no PEM certificates in it (a text of at most 1 MB with -----BEGIN CERTIFICATE-----)`,
    );
  }
  return pem;
}
