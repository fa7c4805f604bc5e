import { z } from "zod";

/**
 * What the control plane and the crawler agree on: the plan of one crawl, its progress and its exit codes. The operator
 * imports this file and `nats-names.ts`, which says where a crawl's messages go, and nothing else of the crawler.
 */

/** Exit codes of a crawl process (sysexits.h where it has one). */
export const ExitCode = {
  published: 0,
  failed: 69,
  interrupted: 75,
  badConfiguration: 78,
} as const;

const httpUrl = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/[^/]+/, "must be an absolute http or https URL");
const globs = z.array(z.string().min(1).max(512)).max(256);
const count = z.number().int().positive();

const selectors = z.array(z.string().min(1).max(1024)).max(64);

/** A site's own profile, in CSS: what it does not say is as its generator has it. */
export const OwnProfile = z.strictObject({
  name: z.string().min(1).max(64),
  /** Generator whose profile it stands upon; absent: recognised on each page. */
  extends: z.string().max(64).optional(),
  /** In order of preference: all elements of the first that finds any. */
  content: selectors.default([]),
  /** Where the title stands when it is outside the content. */
  title: selectors.default([]),
  /** What is inside the content and is none, beside what the generator's profile names. */
  remove: selectors.default([]),
  /** Language of code blocks that name none. */
  codeLanguage: z
    .string()
    .regex(/^[\w+#.-]{1,32}$/, "must be a language's name such as python")
    .optional(),
});
export type OwnProfile = z.infer<typeof OwnProfile>;

/** One crawl, frozen before it starts: nothing in it changes while the crawl runs, and no credential is in it. */
export const Plan = z.strictObject({
  version: z.literal(1),
  /** `namespace/name` of the DocSite; a crawl by hand uses `local/<name>`. */
  site: z.string().min(1).max(512),
  /** Of the control plane, where several share an account of NATS: keeps the names of their crawls apart there. */
  installation: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/)
    .optional(),
  /** Snapshot id: UTC start time, sorts by age. */
  snapshot: z.string().regex(/^\d{8}T\d{6}Z(-[a-z0-9]{1,16})?$/),
  url: httpUrl,
  startUrls: z.array(httpUrl).max(256),
  scope: z.strictObject({
    /** Globs over the path, or over the whole URL when they start with http; empty: the start URLs' folders. */
    include: globs,
    exclude: globs,
    /** Hosts beside the start URLs' own. */
    hosts: z.array(z.string().max(253)).max(64),
    /** Links away from a start URL; absent: no bound. */
    maxDepth: z.number().int().nonnegative().optional(),
    /** Pages stored at most; absent: no bound. */
    maxPages: count.optional(),
    /** URLs with a query string: left out, each its own page, or requested without the query. */
    query: z.enum(["Skip", "Keep", "Strip"]),
  }),
  discovery: z.strictObject({
    sitemap: z.boolean(),
    links: z.boolean(),
    llmsTxt: z.boolean(),
    /** The generators' own page lists (objects.inv, search indexes, ...). */
    pageLists: z.boolean(),
    nativeMarkdown: z.boolean(),
  }),
  politeness: z.strictObject({
    /** A host's limit; absent: no limit. */
    requestsPerSecond: z.number().positive().max(10_000).optional(),
    maxConcurrency: count.max(256),
    robots: z.enum(["Respect", "Ignore"]),
    userAgent: z.string().min(1).max(256),
  }),
  rendering: z.strictObject({
    mode: z.enum(["Auto", "Never", "Always"]),
    /** CSS selector of what must be there before a rendered page is read. */
    waitFor: z.string().max(1024).optional(),
    /** For one page in the browser. */
    timeoutMs: count.default(30_000),
  }),
  extraction: z.strictObject({
    contentSelector: z.string().max(1024).optional(),
    removeSelectors: z.array(z.string().max(1024)).max(64),
    generator: z.string().max(64).optional(),
    profile: OwnProfile.optional(),
  }),
  output: z.strictObject({
    frontMatter: z.boolean(),
    assets: z.boolean(),
    llmsTxt: z.boolean(),
    chunks: z.boolean(),
  }),
  publish: z.strictObject({
    /** Refuse when more than this share of the last snapshot's pages would go. */
    maxRemovedPercent: z.number().min(0).max(100),
    minPages: z.number().int().nonnegative(),
    force: z.boolean(),
  }),
  retention: z.strictObject({ snapshots: count, maxAgeSeconds: count.optional() }),
  network: z.strictObject({
    proxy: z.string().max(2048).optional(),
    /** PEM certificates trusted beside the system's. */
    caBundle: z.string().max(1_000_000).optional(),
    allowPrivateAddresses: z.boolean(),
  }),
  limits: z.strictObject({
    maxPageBytes: count,
    maxAssetBytes: count,
    /** Sitemaps, page lists and the like, after decompression. */
    maxListBytes: count,
    requestTimeoutMs: count,
    maxAttempts: count,
    maxRedirects: z.number().int().nonnegative(),
  }),
  /** Fetch every page anew, whatever the last snapshot holds. */
  full: z.boolean(),
  /** Of one worker process; absent: as many loops as permits may be out, a thread a core. */
  workers: z.strictObject({ loops: count.max(1024).optional(), threads: count.max(64).optional() }).optional(),
  /** The crawl's JetStream streams; a crawl in one process has none. */
  streams: z
    .strictObject({
      replicas: z.number().int().min(1).max(5).optional(),
      storage: z.enum(["File", "Memory"]).optional(),
      /** Of the journal: what waits in a queue is gone in a moment. */
      compression: z.boolean().optional(),
      /** A stream's size at most; absent: no bound. */
      maxBytes: count.optional(),
      /** Made, and made again when lost, by whoever started the crawl: its coordinator waits for them. Absent: it makes them. */
      areProvided: z.boolean().optional(),
    })
    .optional(),
});
export type Plan = z.infer<typeof Plan>;

const storePrefix = z.string().max(512);

/** Where the snapshots of one site go, without any credential. A prefix is the site's own folder; empty: the root. */
export const StoreTarget = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("volume"), path: z.string().min(1).max(4096) }),
  z.strictObject({
    type: z.literal("s3"),
    bucket: z.string().min(1).max(255),
    prefix: storePrefix,
    region: z.string().max(64).optional(),
    /** Of a compatible service; absent: AWS. */
    endpoint: httpUrl.optional(),
    forcePathStyle: z.boolean(),
  }),
  z.strictObject({
    type: z.literal("gcs"),
    bucket: z.string().min(1).max(222),
    prefix: storePrefix,
    endpoint: httpUrl.optional(),
  }),
  z.strictObject({
    type: z.literal("azure"),
    account: z.string().min(1).max(64),
    container: z.string().min(1).max(63),
    prefix: storePrefix,
    /** Of the account's blob service; absent: the public cloud's. */
    endpoint: httpUrl.optional(),
  }),
]);
export type StoreTarget = z.infer<typeof StoreTarget>;

/** How many pages ended in which bucket; `discovered` is the sum of the others plus what is still open. */
export const PageCounts = z.object({
  discovered: z.number().int(),
  stored: z.number().int(),
  unchanged: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
});
export type PageCounts = z.infer<typeof PageCounts>;

export const Phase = z.enum(["Seeding", "Crawling", "Suspended", "Publishing", "Succeeded", "Failed"]);
export type Phase = z.infer<typeof Phase>;

/** What the coordinator of a crawl tells of it in the key-value bucket, under the crawl's id. */
export const Progress = z.object({
  version: z.literal(1),
  snapshot: z.string().max(64),
  phase: Phase,
  counts: PageCounts,
  transferredBytes: z.number().int(),
  /** Messages that could not be read and were kept aside. */
  rejectedMessages: z.number().int(),
  /** With `Failed`, or while it waits for what a person can mend: one word, and a sentence with the remedy. */
  reason: z.string().max(64).optional(),
  message: z.string().max(2000).optional(),
  updatedAt: z.string().max(64),
});
export type Progress = z.infer<typeof Progress>;

/**
 * How a crawl goes or went, as far as a DocSite's status tells: the coordinator leaves it in a file at its end. Unknown
 * fields are left out, so that a newer crawler may tell more.
 */
export const CrawlReport = z.object({
  phase: Phase,
  counts: PageCounts.extend({
    /** Pages that differ from the last snapshot, new ones included. */
    changed: z.number().int().optional(),
    removed: z.number().int().optional(),
  }).optional(),
  /** Of the snapshot, without credentials. */
  uri: z.string().max(2048).optional(),
  /** Of its pages and assets. */
  bytes: z.number().min(0).optional(),
  /** With `Failed`, or while it waits: one word, and a sentence with the remedy; never a body. */
  reason: z.string().max(64).optional(),
  message: z.string().max(2000).optional(),
});
export type CrawlReport = z.infer<typeof CrawlReport>;

/** Kubernetes cuts a termination message there. */
export const maxReportBytes = 4096;

/** What is asked of a running crawl, in the same bucket under the crawl's `requestKey`. */
export const CrawlRequest = z.object({ suspend: z.boolean() });
export type CrawlRequest = z.infer<typeof CrawlRequest>;
