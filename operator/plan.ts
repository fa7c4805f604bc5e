import { type OwnProfile, Plan } from "../crawler/contract.ts";
import type { DocSite } from "./docsite.ts";
import { parseDurationSeconds } from "./duration.ts";
import { isLoopbackHost } from "./loopback-host.ts";
import { productVersion } from "./version.ts";

/** Its first word, before the slash, is what robots.txt groups are matched with. */
const defaultUserAgent = `DocSynapse/${productVersion} (+https://docsynapse.io/bot)`;
const defaultRequestsPerSecond = 10;

const defaultRenderTimeoutMs = 30_000;

const mebibyte = 1024 * 1024;
export const defaultLimits = {
  maxPageBytes: 32 * mebibyte,
  maxAssetBytes: 16 * mebibyte,
  maxListBytes: 64 * mebibyte,
  requestTimeoutMs: 30_000,
  maxAttempts: 4,
  maxRedirects: 10,
} as const satisfies Plan["limits"];

export interface PlanOptions {
  /** Snapshot id, from `buildSnapshotId`. */
  readonly snapshot: string;
  readonly installation?: string;
  /** Fetch every page anew. */
  readonly full?: boolean;
  /** Publish whatever the gate says. */
  readonly force?: boolean;
  /** Text that `network.caBundle` refers to. */
  readonly caBundle?: string;
  /** What `extraction.profile` refers to. */
  readonly profile?: OwnProfile;
  readonly requestTimeoutMs?: number;
}

/** `20260131T235959Z`: sorts by age. */
export function buildSnapshotId(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");
}

/** The frozen plan of one crawl of a DocSite that has passed its schema and its checks. */
export function buildPlan({ metadata, spec }: DocSite, options: PlanOptions): Plan {
  return Plan.parse({
    version: 1,
    site: `${metadata.namespace}/${metadata.name}`,
    snapshot: options.snapshot,
    ...optional("installation", options.installation),
    url: canonicalUrl(spec.url),
    startUrls: spec.startUrls.map(canonicalUrl),
    scope: { ...spec.scope, hosts: spec.scope.hosts.map((host) => host.toLowerCase()) },
    discovery: spec.discovery,
    politeness: computePoliteness(spec),
    rendering: computeRendering(spec.rendering),
    extraction: computeExtraction(spec.extraction, options.profile),
    output: {
      frontMatter: spec.output.frontMatter,
      assets: spec.output.assets,
      llmsTxt: spec.output.llmsTxt,
      chunks: spec.output.chunks,
    },
    publish: { ...spec.publish, force: options.force ?? false },
    retention: {
      snapshots: spec.retention.snapshots,
      ...optional("maxAgeSeconds", computeMaxAgeSeconds(spec.retention)),
    },
    network: {
      ...optional("proxy", spec.network.proxy),
      ...optional("caBundle", options.caBundle),
      allowPrivateAddresses: spec.network.allowPrivateAddresses,
    },
    limits: { ...defaultLimits, ...optional("requestTimeoutMs", options.requestTimeoutMs) },
    full: options.full ?? false,
  } satisfies Plan);
}

/** As a browser writes it, without fragment: fragments never reach a server. */
function canonicalUrl(url: string): string {
  const parsed = new URL(url);
  parsed.hash = "";
  return parsed.href;
}

function computePoliteness(spec: DocSite["spec"]): Plan["politeness"] {
  const { requestsPerSecond, maxConcurrency, robots, userAgent } = spec.politeness;
  const rate = requestsPerSecond ?? (everyHostIsLoopback(spec) ? 0 : defaultRequestsPerSecond);
  return {
    ...optional("requestsPerSecond", rate === 0 ? undefined : rate),
    maxConcurrency,
    robots,
    userAgent: userAgent ?? defaultUserAgent,
  };
}

function everyHostIsLoopback({ url, startUrls, scope }: DocSite["spec"]): boolean {
  const origins = [url, ...startUrls, ...scope.hosts.map((host) => `http://${host}`)];
  return origins.every((origin) => URL.canParse(origin) && isLoopbackHost(new URL(origin).hostname));
}

function computeRendering({ mode, waitFor, timeout }: DocSite["spec"]["rendering"]): Plan["rendering"] {
  const timeoutMs = timeout === undefined ? defaultRenderTimeoutMs : parseDurationSeconds(timeout) * 1000;
  return { mode, timeoutMs, ...optional("waitFor", waitFor) };
}

function computeExtraction(
  extraction: DocSite["spec"]["extraction"],
  profile: OwnProfile | undefined,
): Plan["extraction"] {
  return {
    ...optional("contentSelector", extraction.contentSelector),
    removeSelectors: extraction.removeSelectors,
    ...optional("generator", extraction.generator),
    ...optional("profile", profile),
  };
}

function computeMaxAgeSeconds({ maxAge }: DocSite["spec"]["retention"]): number | undefined {
  return maxAge === undefined ? undefined : parseDurationSeconds(maxAge);
}

/** `{ [key]: value }`, or nothing when there is no value: absent fields stay absent. */
function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
