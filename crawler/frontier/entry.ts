import type { FailReason, ListFormat, PageSketch, SkipReason, Validators } from "../messages.ts";
import { identityOf } from "../url/identity.ts";
import type { EntryKind, News, Via } from "./records.ts";

/** Where a URL ends; every page ends in exactly one. */
export type Bucket = "stored" | "unchanged" | "skipped" | "failed";

/**
 * One URL of the crawl and what has become of it. A crawl may know millions: what few of them have is optional, and
 * takes no room in the others.
 */
export interface Entry {
  /** Identity of the URL, with the kind in front for what is not a page. */
  readonly key: string;
  readonly url: string;
  readonly kind: EntryKind;
  readonly via: Via;
  depth: number;
  readonly from: string | undefined;
  /**
   * `blocked`: waits for its origin's robots.txt. `ready`: in its host's line. `waiting`: not before a time.
   * `out`: a worker may have it. `done`: in a bucket.
   */
  state: "blocked" | "ready" | "waiting" | "out" | "done";
  bucket: Bucket | undefined;
  reason: SkipReason | FailReason | undefined;
  /** Hash of the stored content; what the fold at publishing goes by. */
  hash: string | undefined;
  length: number;
  readonly hops?: number | undefined;
  readonly format?: ListFormat | undefined;
  readonly subject?: string | undefined;
  readonly sketch?: PageSketch | undefined;
  isStart?: boolean | undefined;
  detail?: string | undefined;
  /** Requests that failed in a way that may heal; undefined: none. */
  attempts?: number;
  /** When it failed, where its whole host was failing then: it gets one more try once the host is well again. */
  failedInOutageAtMs?: number | undefined;
  /** Its HTML alone does not show it. */
  needsBrowser?: true;
  /** Why what it is described by could not be read in its place. */
  undescribed?: string;
  /** Permits that ran out without an answer; after the first one it is alone in its worker. Undefined: none. */
  losses?: number;
  /** Of these, how often it was begun alone: then it was the page. */
  deaths?: number;
  canonical?: string | undefined;
  /** Of an `unchanged` page or asset; those of a stored one are with its staged bytes. */
  validators?: Validators;
  /** Key of the entry that a redirect leads to. */
  redirectTo?: string | undefined;
  /** That redirect set cookies which the request had not sent. */
  setsCookies?: true | undefined;
  /** How often its circle of redirects was gone through again, with the cookies set on the way. */
  cookieTries?: number;
  /** Of a list: how many URLs it named. Of a robots.txt: how many rules it has for us. */
  size?: number | undefined;
  crawlDelaySeconds?: number | undefined;
}

/** Pages are known by their identity alone; the same URL may also be wanted as something else. */
export function keyOf(kind: EntryKind, url: string, subject?: string): string {
  const identity = identityOf(url);
  if (kind === "page") return identity;
  // Several pages may be drawn from one description: each has its own permit for it.
  if (kind === "api") return `api ${identity} for ${identityOf(subject ?? url)}`;
  // Several origins may send their robots.txt to one URL: each has to be told.
  const isElsewhere = kind === "robots" && subject !== undefined && new URL(url).origin !== subject;
  return isElsewhere ? `${kind} ${identity} for ${subject}` : `${kind} ${identity}`;
}

export function createEntry(key: string, news: News, from: string | undefined): Entry {
  const { url, kind, via, depth, skip: _, ...rare } = news;
  const entry = {
    key,
    url,
    kind,
    via,
    depth,
    from,
    state: "blocked" as const,
    bucket: undefined,
    reason: undefined,
    hash: undefined,
    length: 0,
  };
  return Object.assign(entry, rare);
}
