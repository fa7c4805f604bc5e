import type { Plan } from "../contract.ts";
import type { Found, ListFormat, SkipReason } from "../messages.ts";
import { generatorNoise } from "../url/generator-noise.ts";
import { parseHttpUrl } from "../url/identity.ts";
import { createScope, type Scope } from "../url/scope.ts";
import { createSiblingTest } from "../url/siblings.ts";
import type { Entry } from "./entry.ts";
import type { Evidence, News, Via } from "./records.ts";

/** Longer chains of links are calendars and the like: no documentation is a thousand clicks deep. */
const MAX_CHAIN = 1000;
const MAX_PATH_SEGMENTS = 40;
const MAX_REPEATED_SEGMENTS = 4;
/** Sitemap indexes within sitemap indexes. */
const MAX_LIST_NESTING = 4;

/** Decides which of the URLs that workers found belong to the crawl. Pure: a function of plan and evidence. */
export interface Admission {
  /** Undefined: of no interest, not even for the report (another host, a switched-off discovery). */
  judge(found: Found, from: Entry): News | undefined;
  /** Where a redirect leads, judged as a link of its source's depth would be. */
  judgeRedirect(to: string, from: Entry): News | undefined;
  start(url: string): News;
  /** On one of the crawl's hosts, in its folders or not. */
  isOnSite(url: string): boolean;
}

export function createAdmission(plan: Plan, extraStartUrls: readonly string[], evidence?: Evidence): Admission {
  const scope = createScope({ ...plan, startUrls: [...plan.startUrls, ...extraStartUrls] });
  const siblingOf = evidence === undefined ? undefined : siblingTest(evidence);
  const leaveOut = (url: URL, depth: number): SkipReason | undefined => {
    const verdict = scope.decide(url);
    if (verdict.verdict === "skip") return verdict.reason;
    if (isEndless(url) || depth > MAX_CHAIN) return "endless";
    if (!scope.isExplicitlyIncluded(url)) {
      if (evidence !== undefined && generatorNoise(evidence.generator, url, new URL(evidence.finalUrl)))
        return "not-a-page";
      const sibling = siblingOf?.(url);
      if (sibling !== undefined) return sibling;
    }
    return plan.scope.maxDepth !== undefined && depth > plan.scope.maxDepth ? "depth-limit" : undefined;
  };

  const judgePage = (url: URL, via: Via, depth: number): News | undefined => {
    if (scope.decide(url).verdict === "foreign") return undefined;
    const skip = leaveOut(url, depth);
    const requested = withoutFragment(skip === undefined ? scope.toRequest(url) : url);
    return { url: requested, kind: "page", via, depth, ...(skip === undefined ? {} : { skip }) };
  };

  /** A page like any other, but where and under which name it lies says nothing against it: a page of ours names it. */
  const judgeApi = (url: URL, depth: number): News => {
    const verdict = scope.decide(url);
    const isExcluded = verdict.verdict === "skip" && verdict.reason === "excluded";
    return { url: withoutFragment(url), kind: "page", via: "link", depth, ...(isExcluded ? { skip: "excluded" } : {}) };
  };

  return {
    isOnSite: (url) => isOnSite(scope, new URL(url)),
    start: (url) => ({ url: withoutFragment(new URL(url)), kind: "page", via: "start", depth: 0, isStart: true }),
    judge: (found, from) => {
      const url = parseHttpUrl(found.url);
      if (url === undefined || !isWanted(plan, found, from)) return undefined;
      if (found.kind === "page") return judgePage(url, viaOf(from), from.depth + 1);
      if (!isOnSite(scope, url)) return undefined;
      if (found.kind === "api") return judgeApi(url, from.depth + 1);
      if (found.kind === "asset") {
        return { url: withoutFragment(url), kind: "asset", via: "link", depth: from.depth + 1 };
      }
      return judgeList(found.format, url, from);
    },
    judgeRedirect: (to, from) => {
      const url = parseHttpUrl(to, from.url);
      if (url === undefined) return undefined;
      const hops = (from.hops ?? 0) + 1;
      const inherited = from.isStart ? { hops, isStart: true } : { hops };
      if (from.kind === "page") {
        const news = judgePage(url, "redirect", from.depth);
        return news === undefined ? undefined : { ...news, ...inherited };
      }
      if (from.kind !== "robots" && !isOnSite(scope, url)) return undefined;
      const { kind, depth, format, subject, sketch } = from;
      return {
        url: withoutFragment(url),
        kind,
        via: "redirect",
        depth,
        ...inherited,
        ...(format === undefined ? {} : { format }),
        ...(subject === undefined ? {} : { subject }),
        ...(sketch === undefined ? {} : { sketch }),
      };
    },
  };
}

function siblingTest(evidence: Evidence): (url: URL) => SkipReason | undefined {
  const { finalUrl, language, alternates, links } = evidence;
  return createSiblingTest(new URL(finalUrl), { alternates, links, ...(language === undefined ? {} : { language }) });
}

function isWanted(plan: Plan, found: Found, from: Entry): boolean {
  if (found.kind === "asset") return plan.output.assets;
  if (found.kind === "api") return true;
  if (found.kind === "page") return (from.kind !== "page" && from.kind !== "native") || plan.discovery.links;
  // A depth counts links from the start; what only a list names has none.
  if (plan.scope.maxDepth !== undefined) return false;
  if (found.format === "sitemap") return plan.discovery.sitemap;
  return found.format === "llms-txt" ? plan.discovery.llmsTxt : plan.discovery.pageLists;
}

function judgeList(format: ListFormat | undefined, url: URL, from: Entry): News | undefined {
  const depth = from.kind === "list" ? from.depth + 1 : 0;
  if (format === undefined || depth > MAX_LIST_NESTING) return undefined;
  return { url: withoutFragment(url), kind: "list", via: from.kind === "robots" ? "robots" : "list", depth, format };
}

function viaOf(from: Entry): Via {
  if (from.kind !== "list") return "link";
  return from.format === "sitemap" || from.format === "llms-txt" ? from.format : "list";
}

/** Assets and lists may lie outside the folder of the pages, but not on hosts that are none of the crawl's. */
const isOnSite = (scope: Scope, url: URL): boolean => scope.decide(url).verdict !== "foreign";

function isEndless(url: URL): boolean {
  const segments = url.pathname.split("/");
  if (segments.length > MAX_PATH_SEGMENTS) return true;
  const times = new Map<string, number>();
  for (const segment of segments) {
    if (segment === "") continue;
    const seen = (times.get(segment) ?? 0) + 1;
    if (seen > MAX_REPEATED_SEGMENTS) return true;
    times.set(segment, seen);
  }
  return false;
}

function withoutFragment(url: URL): string {
  const end = url.href.indexOf("#");
  return end < 0 ? url.href : url.href.slice(0, end);
}
