import type { Plan } from "../contract.ts";
import { identityOf, parseHttpUrl } from "../url/identity.ts";
import { applyQueryPolicy } from "../url/query-policy.ts";
import { remembering } from "./remembering.ts";

/** The stored URL that another spelling of it, or a redirect, leads to. */
export type ResolveUrl = (url: string) => string | undefined;

const maxRedirects = 10;
/** Pages of a site link to the same few hundred ones. */
const rememberedUrls = 10_000;

export function createResolver(
  stored: Iterable<string>,
  redirects: ReadonlyMap<string, string>,
  query: Plan["scope"]["query"],
): ResolveUrl {
  const byIdentity = new Map([...stored].map((url) => [identityOf(url), url]));
  const onward = new Map([...redirects].map(([from, to]) => [requestIdentity(from, query), to]));
  const resolve: ResolveUrl = (url) => {
    let at: string | undefined = url;
    for (let step = 0; step <= maxRedirects && at !== undefined; step++) {
      const identity = requestIdentity(at, query);
      const found = byIdentity.get(identity);
      if (found !== undefined) return found;
      at = onward.get(identity);
    }
    return undefined;
  };
  return remembering(resolve, rememberedUrls);
}

/** The identity of what the crawl would have requested for a link. */
function requestIdentity(url: string, query: Plan["scope"]["query"]): string {
  if (!url.includes("?") && !url.includes("#")) return URL.canParse(url) ? identityOf(url) : url;
  const parsed = parseHttpUrl(url);
  return parsed ? identityOf(applyQueryPolicy(parsed, query)) : url;
}
