import type { Plan } from "../contract.ts";
import type { SkipReason } from "../messages.ts";
import { compileGlobs, isWholeUrlGlob } from "./glob.ts";
import { identityOf, pathIdentity, withoutFragment } from "./identity.ts";
import { isNotAPage } from "./not-a-page.ts";
import { applyQueryPolicy } from "./query-policy.ts";
import { startFolder } from "./start-folder.ts";

/** `foreign`: on a host that the crawl has nothing to do with; not even counted. */
type ScopeDecision =
  | { readonly verdict: "admit" }
  | { readonly verdict: "skip"; readonly reason: SkipReason }
  | { readonly verdict: "foreign" };

export interface Scope {
  /** Whether the URL is a page of this crawl, by its address alone. */
  decide(url: URL): ScopeDecision;
  /** What is requested for an admitted URL: without fragment, query by policy, start URLs as they are. */
  toRequest(url: URL): URL;
  /** Whether an include glob asks for the URL: stronger than any guess about versions and languages. */
  isExplicitlyIncluded(url: URL): boolean;
}

/**
 * The crawl's borders. Without include globs: the start URLs' folders and the extra hosts. With them: only what one
 * matches, on those hosts, and what a whole-URL glob names on any host. Exclude globs win over all but start URLs.
 * Throws GlobError.
 */
export function createScope(plan: Pick<Plan, "url" | "startUrls" | "scope">): Scope {
  const starts = [plan.url, ...plan.startUrls].map((start) => withoutFragment(new URL(start)));
  const startIdentities = new Set(starts.map(identityOf));
  const isIncluded = compileGlobs(plan.scope.include);
  const isNamedAnywhere = compileGlobs(plan.scope.include.filter(isWholeUrlGlob));
  const isExcluded = compileGlobs(plan.scope.exclude);
  const isNear = plan.scope.include.length > 0 ? isIncluded : createNeighbourhood(starts, plan.scope.hosts);
  const hosts = new Set([...starts.map((start) => start.host), ...plan.scope.hosts.map(hostOf)]);
  const isStart = (url: URL): boolean => startIdentities.has(identityOf(url));
  const toRequest = (url: URL): URL => {
    const target = withoutFragment(url);
    return isStart(target) ? target : applyQueryPolicy(target, plan.scope.query);
  };

  return {
    decide(url) {
      if (isStart(url)) return { verdict: "admit" };
      if (!hosts.has(url.host) && !isNamedAnywhere(url)) return { verdict: "foreign" };
      if (isExcluded(url)) return skip("excluded");
      const requested = applyQueryPolicy(url, plan.scope.query);
      if (requested !== url && isStart(requested)) return { verdict: "admit" };
      if (!isNear(requested)) return skip("out-of-scope");
      if (isNotAPage(requested)) return skip("not-a-page");
      return plan.scope.query === "Skip" && requested.search !== "" ? skip("query") : { verdict: "admit" };
    },
    toRequest,
    isExplicitlyIncluded: isIncluded,
  };
}

function skip(reason: SkipReason): ScopeDecision {
  return { verdict: "skip", reason };
}

function createNeighbourhood(starts: readonly URL[], extraHosts: readonly string[]): (url: URL) => boolean {
  const wholeHosts = new Set(extraHosts.map(hostOf));
  const folders = starts.map((start) => ({ host: start.host, folder: startFolder(new URL(identityOf(start))) }));
  return (url) => {
    if (wholeHosts.has(url.host)) return true;
    const path = pathIdentity(url);
    return folders.some(({ host, folder }) => url.host === host && isWithin(path, folder));
  };
}

/** `/docs` is within `/docs/`. */
function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) || `${path}/` === folder;
}

/** As `URL.host` writes it; what is no host name matches nothing. */
function hostOf(configured: string): string {
  return URL.parse(configured.includes("://") ? configured : `https://${configured}`)?.host ?? configured;
}
