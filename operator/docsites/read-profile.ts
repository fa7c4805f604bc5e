import type { OwnProfile } from "../../crawler/contract.ts";
import type { ApiClient } from "../controller/api-client.ts";
import { isNotFound } from "../controller/api-error.ts";
import type { KubeObject } from "../controller/kube-object.ts";
import type { DocSite } from "../docsite.ts";
import { readExtractionProfile } from "../extraction-profile.ts";
import { kinds } from "../kinds.ts";
import type { Reason } from "../reasons.ts";

export const planProblemReasons = [
  "ReferenceMissing",
  "InvalidProfile",
  "PlanTooLarge",
  "QuotaExceeded",
  "CreationRefused",
] as const satisfies readonly Reason[];

/** Why a DocSite's crawl cannot start now though its spec is valid. */
export interface PlanProblem {
  readonly reason: (typeof planProblemReasons)[number];
  readonly message: string;
}

/** A profile is some selectors; the plan that it becomes part of must fit into a ConfigMap. */
const maxProfileBytes = 64 * 1024;
const maxProblemLength = 500;

/** What `spec.extraction.profile` refers to, in the DocSite's own namespace; read once, for the plan. */
export async function readProfile(
  client: ApiClient,
  { metadata: { namespace }, spec }: DocSite,
): Promise<{ readonly profile?: OwnProfile } | { readonly problem: PlanProblem }> {
  const reference = spec.extraction.profile;
  if (reference === undefined) return {};
  const { name, key } = reference;
  const map = await client.read<ConfigMap>(kinds.configMap, namespace, name).catch(unlessMissing);
  if (map === undefined) return missing(`there is no ConfigMap ${name} in namespace ${namespace}; create it`);
  const text = map.data?.[key];
  if (text === undefined) return missing(`the ConfigMap ${name} has no entry ${key} under data; add it`);
  const problem = findProblem(text);
  if (typeof problem !== "string") return problem;
  return {
    problem: { reason: "InvalidProfile", message: `spec.extraction.profile: ${key} of ConfigMap ${name}: ${problem}` },
  };
}

/** Where the gate is off: without its profile a site would be read wrongly. */
export function refuseProfile({
  spec,
}: DocSite): { readonly profile?: OwnProfile } | { readonly problem: PlanProblem } {
  if (spec.extraction.profile === undefined) return {};
  const message = "spec.extraction.profile: this operator has the feature gate OwnProfiles off; remove the field";
  return { problem: { reason: "InvalidProfile", message } };
}

const missing = (what: string) => ({
  problem: { reason: "ReferenceMissing", message: `spec.extraction.profile: ${what}` } as const,
});

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

function findProblem(text: string): string | { readonly profile: OwnProfile } {
  const size = Buffer.byteLength(text);
  if (size > maxProfileBytes) return `has ${size} bytes; a profile may have ${maxProfileBytes}`;
  const read = readExtractionProfile(text);
  return "profile" in read ? read : Array.from(read.problems.join("; ")).slice(0, maxProblemLength).join("");
}

function unlessMissing(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
