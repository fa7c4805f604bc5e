import { z } from "zod";
import { FailReason, ListFormat, PageSketch, RobotsRules, SkipReason, Validators } from "../messages.ts";

/**
 * What the journal holds: facts, in order. The frontier's state is what `Frontier.apply` makes of them, so replaying
 * the journal rebuilds it. Each URL is in it once, as a `news` of the record that brought it.
 */

/** How a URL came to be known. */
export const Via = z.enum(["start", "link", "sitemap", "llms-txt", "list", "redirect", "robots", "native"]);
export type Via = z.infer<typeof Via>;

export const EntryKind = z.enum(["robots", "list", "page", "asset", "native", "api"]);
export type EntryKind = z.infer<typeof EntryKind>;

/** A URL that nobody had seen before. */
export const News = z.object({
  url: z.string(),
  kind: EntryKind,
  via: Via,
  /** Links away from a start URL. */
  depth: z.number().int(),
  /** Redirects that led here, one after the other. */
  hops: z.number().int().optional(),
  format: ListFormat.optional(),
  /** What it is about. `native`: the page whose Markdown this is; `api`: the page that is drawn from it; `robots`: the origin that it governs. */
  subject: z.string().optional(),
  sketch: PageSketch.optional(),
  /** Not worth a request, and why. */
  skip: SkipReason.optional(),
  isStart: z.boolean().optional(),
});
export type News = z.infer<typeof News>;

/** What the start page tells about the whole site; it decides which versions and languages belong to the crawl. */
export const Evidence = z.object({
  finalUrl: z.string(),
  generator: z.string(),
  language: z.string().optional(),
  alternates: z.array(z.object({ language: z.string(), url: z.string() })),
  links: z.array(z.string()),
});
export type Evidence = z.infer<typeof Evidence>;

/** An outcome without its bodies. */
export const Settlement = z.discriminatedUnion("type", [
  /** Hash and length of the Markdown: by them pages are known to be the same. */
  z.object({ type: z.literal("page"), hash: z.string(), length: z.number().int(), canonical: z.string().optional() }),
  /** As the last snapshot has it; nothing is staged for it, so its new validators are kept here. */
  z.object({
    type: z.literal("unchanged"),
    hash: z.string(),
    length: z.number().int(),
    canonical: z.string().optional(),
    validators: Validators,
  }),
  z.object({ type: z.literal("redirect"), to: z.string(), setsCookies: z.boolean().optional() }),
  z.object({ type: z.literal("robots"), robots: RobotsRules }),
  z.object({ type: z.literal("list"), entries: z.number().int() }),
  z.object({ type: z.literal("asset") }),
  /** Asked for again, from now on in a browser. */
  z.object({ type: z.literal("render") }),
  /** What this URL describes is read in its place. */
  z.object({ type: z.literal("described"), by: z.string() }),
  z.object({ type: z.literal("skip"), reason: SkipReason, detail: z.string().optional() }),
  z.object({
    type: z.literal("retry"),
    reason: FailReason,
    detail: z.string().optional(),
    /** Epoch ms before which the URL is not tried again. */
    notBeforeMs: z.number(),
    /** Epoch ms until which the whole host is left alone. */
    hostPausedUntilMs: z.number().optional(),
  }),
  z.object({ type: z.literal("fail"), reason: FailReason, detail: z.string().optional() }),
  z.object({
    type: z.literal("lost"),
    /** Nobody is to blame: it was not begun, or its worker ended with the coordinator. */
    untouched: z.boolean().optional(),
    /** It was begun alone in its worker, and no answer came. */
    died: z.boolean().optional(),
  }),
]);
export type Settlement = z.infer<typeof Settlement>;

export const JournalRecord = z.discriminatedUnion("type", [
  /** A coordinator takes the crawl over. */
  z.object({ type: z.literal("claim"), atMs: z.number(), planDigest: z.string() }),
  z.object({
    type: z.literal("seeded"),
    news: z.array(News),
    /** Number of the first permit, where those of an earlier journal may still be out. */
    firstRelease: z.number().int().optional(),
  }),
  z.object({
    type: z.literal("released"),
    release: z.number().int(),
    entry: z.string(),
    atMs: z.number(),
    expiresAtMs: z.number(),
  }),
  /** A worker has begun with an item that is alone in it. */
  z.object({ type: z.literal("started"), release: z.number().int() }),
  z.object({
    type: z.literal("settled"),
    release: z.number().int(),
    entry: z.string(),
    atMs: z.number(),
    settlement: Settlement,
    news: z.array(News),
    evidence: Evidence.optional(),
    /** Epoch ms at which the site had seen the request at the latest, where workers are elsewhere. */
    usedAtMs: z.number().optional(),
  }),
  /** Journaled as stored, but a kill came before the file was written; or failed in an outage that is over. */
  z.object({ type: z.literal("reopened"), entries: z.array(z.string()) }),
  /** URLs that will not be requested any more: the page limit is reached, or the host gave no answer for too long. */
  z.object({
    type: z.literal("closed"),
    entries: z.array(z.string()),
    bucket: z.enum(["skipped", "failed"]),
    reason: z.union([SkipReason, FailReason]),
    detail: z.string().optional(),
  }),
]);
export type JournalRecord = z.infer<typeof JournalRecord>;
