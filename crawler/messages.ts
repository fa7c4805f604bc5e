import { z } from "zod";
import { Traceparent } from "../telemetry/traceparent.ts";

/**
 * What coordinator and workers say to each other. Every message is bounded and parsed by these schemas where it
 * crosses a process; URLs are absolute and without fragment unless said otherwise.
 */

const url = z.string().max(8192);
const text = (max: number) => z.string().max(max);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const offset = z.number().int().nonnegative();

/** What a conditional request sends, and what makes a page "unchanged" where the server has no validators. */
export const Validators = z.object({
  etag: text(1024).optional(),
  lastModified: text(128).optional(),
  /** SHA-256 of the decoded body, hex. */
  bodyHash: text(64).optional(),
});
export type Validators = z.infer<typeof Validators>;

/** Page lists that a generator or a convention publishes; the format says which parser reads it. */
export const ListFormat = z.enum([
  "sitemap",
  "llms-txt",
  "sphinx-inventory",
  "sphinx-searchindex",
  "mkdocs-search-index",
  "vitepress-hashmap",
  "mdbook-toc",
  "rustdoc-all",
  "javadoc-element-list",
  "docsify-sidebar",
]);
export type ListFormat = z.infer<typeof ListFormat>;

/** What a page's HTML said, so that its native Markdown can be verified against it. */
export const PageSketch = z.object({
  title: text(1024),
  codeBlocks: z.number().int(),
  /** Up to 200 distinct words of the content, lower case, spread over the page. */
  words: z.array(text(64)).max(200),
});
export type PageSketch = z.infer<typeof PageSketch>;

/** One request that a worker may make: a permit. */
export const WorkItem = z.object({
  /** Number of the permit, unique in a crawl. */
  release: z.number().int().positive(),
  url,
  task: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("robots") }),
    z.object({ kind: z.literal("list"), format: ListFormat }),
    z.object({
      kind: z.literal("page"),
      validators: Validators.optional(),
      /** In a browser, whose requests to the crawl's hosts keep this distance and leave one at a time. */
      render: z.object({ intervalMs: z.number().nonnegative() }).optional(),
      /** Why the API description that the page names could not be read in its place. */
      undescribed: text(500).optional(),
    }),
    z.object({ kind: z.literal("native"), pageUrl: url, sketch: PageSketch }),
    /** What an API is described by, or the settings that name it: read in the place of the page that draws it. */
    z.object({ kind: z.literal("api"), pageUrl: url }),
    z.object({ kind: z.literal("asset"), validators: Validators.optional() }),
  ]),
  /** Epoch ms by which its request has ended: one that could take longer is answered `lost`, not made. */
  expiresAtMs: z.number(),
  /** A worker that had it gave no answer: whoever has it takes nothing else meanwhile, and says when it begins. */
  alone: z.boolean().optional(),
  /** The host leads in a circle without the cookies that it sets there: the worker sends those that it was given. */
  cookies: z.boolean().optional(),
  /** Where the crawl is traced: the span that this one's belongs to, and since when (epoch ms) it waits to be taken. */
  trace: z.object({ parent: Traceparent, sentAtMs: z.number() }).optional(),
});
export type WorkItem = z.infer<typeof WorkItem>;

/** One rule of the robots.txt group that applies to us (RFC 9309); the longest match wins, allow on a tie. */
export const RobotsRules = z.object({
  rules: z.array(z.object({ allow: z.boolean(), pattern: text(2048) })).max(20_000),
  crawlDelaySeconds: z.number().nonnegative().optional(),
  sitemaps: z.array(url).max(1000),
});
export type RobotsRules = z.infer<typeof RobotsRules>;

export const Heading = z.object({
  level: z.number().int().min(1).max(6),
  /** Plain text, one line. */
  text: text(1000),
  /** The anchor that Markdown viewers give it (GitHub's algorithm), unique in the page. */
  slug: text(1000),
  /** Ids of the source page that lead here. */
  ids: z.array(text(500)).max(20),
  /** Where its line starts in the Markdown, UTF-16 code units. */
  offset,
});
export type Heading = z.infer<typeof Heading>;

/** A link or image destination in the Markdown: `markdown.slice(start, end)` is `url`, as escaped in the text. */
export const LinkSpan = z.object({
  start: offset,
  end: offset,
  /** Absolute, fragment included. */
  url,
  image: z.boolean(),
});
export type LinkSpan = z.infer<typeof LinkSpan>;

/** A place that a source id names and that is no heading; `<a id>` is put there when a stored page links to it. */
export const AnchorSpot = z.object({ offset, id: text(500) });
export type AnchorSpot = z.infer<typeof AnchorSpot>;

/** A top-level block of a page without a generator profile: what repeats over the site is cut at publishing. */
export const BlockSpan = z.object({ start: offset, end: offset, hash: text(16) });
export type BlockSpan = z.infer<typeof BlockSpan>;

/** Everything known of one page beside its Markdown. Offsets are into the Markdown that came with it. */
export const PageRecord = z.object({
  url,
  title: text(1024),
  description: text(4096).optional(),
  language: text(35).optional(),
  version: text(128).optional(),
  /** Profile that read the page, such as `sphinx`; `generic` when none did. */
  generator: text(128),
  /** What on the page said so, and which version and look of the generator it shows; absent where nothing was asked. */
  detection: z.object({ reason: text(512), version: text(128).optional(), theme: text(128).optional() }).optional(),
  breadcrumb: z.array(text(256)).max(32),
  /** As the page says it: RFC 3339 date or date-time. */
  lastModified: text(64).optional(),
  editUrl: url.optional(),
  /** rel=canonical, absolute. */
  canonical: url.optional(),
  /** Markdown of its own that the page offers (rel=alternate), absolute. */
  native: url.optional(),
  headings: z.array(Heading),
  links: z.array(LinkSpan),
  anchors: z.array(AnchorSpot),
  /** Only for pages without a profile. */
  blocks: z.array(BlockSpan),
  /** SHA-256 of the Markdown as it came, hex. */
  hash: text(64),
  /** Size of the decoded response body. */
  sourceBytes: z.number().int(),
  /** What the page lacked, such as `needs-javascript`; empty when all was there. */
  missing: z.array(text(64)),
});
export type PageRecord = z.infer<typeof PageRecord>;

/** Something a worker found that may be worth a request; the frontier decides. */
export const Found = z.object({
  url,
  /** `api`: a page too, which is an API's description: wherever it lies on the crawl's hosts. */
  kind: z.enum(["page", "asset", "list", "api"]),
  format: ListFormat.optional(),
});
export type Found = z.infer<typeof Found>;

export const SkipReason = z.enum([
  "out-of-scope",
  "excluded",
  "robots",
  "depth-limit",
  "page-limit",
  "query",
  "other-version",
  "other-language",
  "redirect",
  "redirect-out-of-scope",
  "duplicate",
  "canonical-elsewhere",
  "not-a-page",
  "too-large",
  "no-content",
  "needs-javascript",
  "login-page",
  "endless",
]);
export type SkipReason = z.infer<typeof SkipReason>;

export const FailReason = z.enum([
  "not-found",
  "http-error",
  "server-error",
  "throttled",
  "timeout",
  "connection",
  "dns",
  "tls",
  "address-refused",
  "proxy",
  "too-many-redirects",
  "bad-redirect",
  "decode",
  "auth-required",
  "conversion",
  "conversion-timeout",
  "out-of-memory",
  "worker-crashed",
  "rendering",
  "gave-up",
]);
export type FailReason = z.infer<typeof FailReason>;

/** What became of one work item. */
export const Outcome = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("page"),
    /** The page whose content this is: for native Markdown another URL than the item's. */
    pageUrl: url,
    /** Nothing is staged for the page yet: this is all of it, whatever URL it was read from. */
    isWhole: z.boolean().optional(),
    /** As it is staged: record, validators, links and Markdown; the coordinator does not look into it. */
    staged: bytes,
    /** SHA-256 of the Markdown, hex, and its length in UTF-16 code units. */
    hash: text(64),
    length: offset,
    /** rel=canonical, absolute. */
    canonical: url.optional(),
    generator: text(128),
    language: text(35).optional(),
    found: z.array(Found),
    /** Native Markdown that the page offers, and what to hold it against. */
    native: z.object({ url, sketch: PageSketch }).optional(),
    /** Version and language siblings that the page's own head names (hreflang): URL prefixes of other languages. */
    alternates: z.array(z.object({ language: text(35), url })).max(200),
  }),
  z.object({ type: z.literal("unchanged"), validators: Validators }),
  z.object({
    type: z.literal("redirect"),
    to: url,
    via: z.enum(["http", "refresh"]),
    /** It set cookies that the request had not sent; the worker keeps them, and nobody else sees them. */
    setsCookies: z.boolean().optional(),
  }),
  z.object({ type: z.literal("robots"), robots: RobotsRules }),
  z.object({ type: z.literal("list"), found: z.array(Found) }),
  z.object({
    type: z.literal("asset"),
    contentType: text(256),
    body: bytes,
    validators: Validators,
  }),
  /** A page that is not stored may lead to others all the same. */
  z.object({
    type: z.literal("skip"),
    reason: SkipReason,
    detail: text(500).optional(),
    found: z.array(Found).optional(),
  }),
  /** The page's HTML lacks what scripts put into it: it is to be asked for again, as one for a browser. */
  z.object({ type: z.literal("render"), found: z.array(Found) }),
  /** Scripts draw the page from what another URL describes, which is to be read in its place. */
  z.object({
    type: z.literal("described"),
    by: url,
    found: z.array(Found),
    generator: text(128),
    language: text(35).optional(),
    alternates: z.array(z.object({ language: text(35), url })).max(200),
  }),
  /** May work later: the frontier tries again, not before `afterMs` when the site said so. */
  z.object({
    type: z.literal("retry"),
    reason: FailReason,
    detail: text(500).optional(),
    afterMs: z.number().nonnegative().optional(),
  }),
  /** Will not work: no further try. */
  z.object({ type: z.literal("fail"), reason: FailReason, detail: text(500).optional() }),
  /** An item that is alone in its worker is begun now; the answer proper is to follow. */
  z.object({ type: z.literal("started") }),
  /** Not fetched by this worker; `untouched`: nor by any other one before it. */
  z.object({ type: z.literal("lost"), untouched: z.boolean().optional() }),
]);
export type Outcome = z.infer<typeof Outcome>;

export const Result = z.object({
  release: z.number().int().positive(),
  url,
  outcome: Outcome,
  /** HTTP status of the response, when there was one. */
  status: z.number().int().optional(),
  /** Bytes on the wire (body as transferred). */
  transferredBytes: z.number().int(),
  elapsedMs: z.number(),
  /** Since the request left, whatever was done before; absent when it is not known to have left. */
  sinceSentMs: z.number().nonnegative().optional(),
  /** The worker's span of the item, where the crawl is traced. */
  trace: Traceparent.optional(),
});
export type Result = z.infer<typeof Result>;
