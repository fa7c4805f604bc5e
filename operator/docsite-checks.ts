import { isCronExpression } from "./cron-expression.ts";
import { maxHostLength, maxUrlLength } from "./docsite-fields.ts";
import type { DocSiteSpec } from "./docsite.ts";
import { parseDurationSeconds } from "./duration.ts";

/**
 * Rules that join fields or that a structural schema cannot say. Each is a sentence with a function and has a CEL twin
 * in `crd/docsite-rules.ts`. Paths are below `spec`.
 */
export interface CheckFinding {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
}
type Check = (spec: DocSiteSpec) => readonly CheckFinding[];

export const docSiteChecks = {
  urlsAreUsable,
  outputHasOneTarget,
  workersMinIsNotAboveMax,
  scheduleIsCron,
  timeZoneExists,
  rateIsZeroOrNoticeable,
  durationsAreNotZero,
  caBundleHasOneSource,
  authHoldsSomething,
  headersAreOurs,
  authorizationIsSetOnce,
} as const satisfies Record<string, Check>;

export type DocSiteCheck = keyof typeof docSiteChecks;

export function findBrokenRules(spec: DocSiteSpec): readonly CheckFinding[] {
  return Object.values(docSiteChecks).flatMap((check) => check(spec));
}

function urlsAreUsable(spec: DocSiteSpec): readonly CheckFinding[] {
  const urls: [string[], string | undefined][] = [
    [["url"], spec.url],
    ...spec.startUrls.map((url, index): [string[], string] => [["startUrls", String(index)], url]),
    [["network", "proxy"], spec.network.proxy],
    [["output", "s3", "endpoint"], spec.output.s3?.endpoint],
    [["output", "gcs", "endpoint"], spec.output.gcs?.endpoint],
    [["output", "azure", "endpoint"], spec.output.azure?.endpoint],
  ];
  return urls.flatMap(([path, url]) => {
    if (url === undefined) return [];
    if (!URL.canParse(url))
      return [{ path, found: "a URL that no browser could open", allowed: "an http or https URL" }];
    const { username, password, href, host } = new URL(url);
    if (href.length > maxUrlLength) {
      return [{ path, found: `${href.length} characters once escaped`, allowed: `at most ${maxUrlLength}` }];
    }
    if (host.length > maxHostLength) {
      return [{ path, found: `a host of ${host.length} characters`, allowed: `at most ${maxHostLength}` }];
    }
    // An empty user is one too: the API server sees only the sign.
    if (username === "" && password === "" && !/^https?:\/\/[^/?#\\]*@/i.test(url)) return [];
    const allowed =
      path[0] === "network" || path[0] === "output"
        ? "a URL without user and password"
        : "a URL without them; use spec.auth.basic";
    return [{ path, found: "a user name or password in the URL", allowed }];
  });
}

function outputHasOneTarget({ output }: DocSiteSpec): readonly CheckFinding[] {
  const targets = (["volume", "s3", "gcs", "azure"] as const).filter((target) => output[target] !== undefined);
  if (targets.length <= 1) return [];
  return [{ path: ["output"], found: targets.join(" and "), allowed: "only one of volume, s3, gcs and azure" }];
}

function workersMinIsNotAboveMax({ workers }: DocSiteSpec): readonly CheckFinding[] {
  if (workers.min <= workers.max) return [];
  return [
    { path: ["workers", "min"], found: String(workers.min), allowed: `at most workers.max, which is ${workers.max}` },
  ];
}

function scheduleIsCron({ schedule }: DocSiteSpec): readonly CheckFinding[] {
  if (schedule === undefined || isCronExpression(schedule)) return [];
  const allowed =
    'a cron expression of five fields such as "0 3 * * *", or @hourly, @daily, @weekly, @monthly, @yearly';
  return [{ path: ["schedule"], found: JSON.stringify(schedule), allowed }];
}

function timeZoneExists({ timeZone }: DocSiteSpec): readonly CheckFinding[] {
  // The default: asking for it would load the zones' data at every start.
  if (timeZone === "Etc/UTC") return [];
  try {
    Intl.DateTimeFormat("en", { timeZone });
    return [];
  } catch {
    return [
      { path: ["timeZone"], found: JSON.stringify(timeZone), allowed: "an IANA time zone such as Europe/Berlin" },
    ];
  }
}

/** Slower than one request in 1000 s is a slip of the pen, and a timer that never fires. */
function rateIsZeroOrNoticeable({ politeness }: DocSiteSpec): readonly CheckFinding[] {
  const rate = politeness.requestsPerSecond;
  if (rate === undefined || rate === 0 || rate >= 0.001) return [];
  const allowed = "0 for no limit, or at least 0.001";
  return [{ path: ["politeness", "requestsPerSecond"], found: String(rate), allowed }];
}

function durationsAreNotZero({ retention, rendering }: DocSiteSpec): readonly CheckFinding[] {
  const durations: [string[], string | undefined][] = [
    [["retention", "maxAge"], retention.maxAge],
    [["rendering", "timeout"], rendering.timeout],
  ];
  return durations
    .filter(([, duration]) => duration !== undefined && parseDurationSeconds(duration) === 0)
    .map(([path, duration]) => ({ path, found: String(duration), allowed: "a duration above zero" }));
}

function caBundleHasOneSource({ network, output }: DocSiteSpec): readonly CheckFinding[] {
  return [...oneSource("network", network.caBundle), ...oneSource("output", output.caBundle)];
}

function oneSource(parent: string, caBundle: DocSiteSpec["network"]["caBundle"]): readonly CheckFinding[] {
  if (caBundle === undefined) return [];
  const sources = [caBundle.configMapKeyRef, caBundle.secretKeyRef].filter((source) => source !== undefined);
  if (sources.length === 1) return [];
  const found = sources.length === 0 ? "no source" : "both";
  return [{ path: [parent, "caBundle"], found, allowed: "exactly one of configMapKeyRef and secretKeyRef" }];
}

function authHoldsSomething({ auth }: DocSiteSpec): readonly CheckFinding[] {
  if (auth === undefined || auth.headers.length + auth.cookies.length > 0 || auth.basic !== undefined) return [];
  return [{ path: ["auth"], found: "no credential", allowed: "at least one of headers, basic and cookies" }];
}

/** Headers that the fetcher sets itself, or that would break the message's framing. */
export const reservedHeaders: readonly string[] =
  "host connection content-length transfer-encoding upgrade te trailer expect keep-alive proxy-authorization user-agent cookie".split(
    " ",
  );

export function isReservedHeader(name: string): boolean {
  return reservedHeaders.includes(name.toLowerCase());
}

function headersAreOurs({ auth }: DocSiteSpec): readonly CheckFinding[] {
  return (auth?.headers ?? []).flatMap(({ name }, index) => {
    if (!isReservedHeader(name)) return [];
    const allowed = "a header that the fetcher does not set itself; there is auth.cookies and politeness.userAgent";
    return [{ path: ["auth", "headers", index, "name"], found: name, allowed }];
  });
}

function authorizationIsSetOnce({ auth }: DocSiteSpec): readonly CheckFinding[] {
  const index = auth?.headers.findIndex(({ name }) => name.toLowerCase() === "authorization") ?? -1;
  if (auth?.basic === undefined || index < 0) return [];
  return [{ path: ["auth", "headers", index], found: "Authorization beside auth.basic", allowed: "one of the two" }];
}
