import { parse } from "yaml";
import { OwnProfile } from "../crawler/contract.ts";

export type ReadProfile = { readonly profile: OwnProfile } | { readonly problems: readonly string[] };

/** Reads a site's own extraction profile from the YAML or JSON of a ConfigMap's entry or a file. */
export function readExtractionProfile(text: string): ReadProfile {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0, logLevel: "error" });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return { problems: [`is no YAML: ${why}`] };
  }
  const result = OwnProfile.safeParse(value);
  if (result.success) return { profile: result.data };
  return { problems: result.error.issues.map(({ path, message }) => `${path.join(".") || "the profile"}: ${message}`) };
}
