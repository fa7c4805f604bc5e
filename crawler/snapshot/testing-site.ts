import { createHash } from "node:crypto";
import { Plan } from "../contract.ts";
import type { PageRecord, Validators } from "../messages.ts";
import type { Store } from "../store/store.ts";
import { openPreviousSnapshot } from "./previous.ts";
import type { PublishInput, StoredEntry, UrlOutcome } from "./publish-input.ts";
import { encodeStagedAsset, encodeStagedPage } from "../staged-object.ts";
import { stagedPath } from "./staged.ts";

/** A page as a test writes it; its Markdown has `[text](url)` links, headings and `{#id}` spots. */
export interface SyntheticPage {
  readonly title?: string;
  readonly canonical?: string;
  readonly generator?: string;
  readonly description?: string;
  readonly breadcrumb?: readonly string[];
  readonly markdown: string;
}

export interface SyntheticSite {
  readonly pages: Readonly<Record<string, SyntheticPage>>;
  readonly assets?: Readonly<Record<string, string>>;
  readonly redirects?: Readonly<Record<string, string>>;
}

export const siteUrl = "https://docs.example/";

export function makePlan(snapshot: string, changes: Partial<Plan> = {}): Plan {
  return Plan.parse({
    version: 1,
    site: "default/docs",
    snapshot,
    url: siteUrl,
    startUrls: [],
    scope: { include: [], exclude: [], hosts: [], query: "Keep" },
    discovery: { sitemap: true, links: true, llmsTxt: true, pageLists: true, nativeMarkdown: true },
    politeness: { maxConcurrency: 4, robots: "Respect", userAgent: "test" },
    rendering: { mode: "Never" },
    extraction: { removeSelectors: [] },
    output: { frontMatter: true, assets: true, llmsTxt: true, chunks: true },
    publish: { maxRemovedPercent: 100, minPages: 0, force: false },
    retention: { snapshots: 10 },
    network: { allowPrivateAddresses: false },
    limits: {
      maxPageBytes: 1e6,
      maxAssetBytes: 1e6,
      maxListBytes: 1e6,
      requestTimeoutMs: 1000,
      maxAttempts: 1,
      maxRedirects: 5,
    },
    full: false,
    ...changes,
  });
}

/** Reads a synthetic page as a worker would: `{#id}` is taken out and becomes an anchor spot. */
export function readSynthetic(url: string, page: SyntheticPage): { record: PageRecord; markdown: string } {
  const anchors: PageRecord["anchors"] = [];
  const parts = page.markdown.split(/\{#([\w-]+)\}/);
  let markdown = "";
  parts.forEach((part, at) => {
    if (at % 2 === 1) anchors.push({ offset: markdown.length, id: part });
    else markdown += part;
  });
  const headings = [...markdown.matchAll(/^(#{1,6}) (.+)$/gm)].map((match) => {
    const text = match[2] ?? "";
    const slug = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    return { level: match[1]?.length ?? 1, text, slug, ids: [`id-${slug}`], offset: match.index };
  });
  const links = [...markdown.matchAll(/(!?)\[[^\]\n]*\]\(([^)\s]+)\)/g)].map((match) => {
    const target = match[2] ?? "";
    const start = match.index + match[0].length - 1 - target.length;
    return { start, end: start + target.length, url: target, image: match[1] === "!" };
  });
  const generator = page.generator ?? "generic";
  const record: PageRecord = {
    url,
    title: page.title ?? headings[0]?.text ?? "",
    generator,
    breadcrumb: [...(page.breadcrumb ?? [])],
    headings,
    links,
    anchors,
    blocks: generator === "generic" ? blocksOf(markdown) : [],
    hash: createHash("sha256").update(markdown).digest("hex"),
    sourceBytes: markdown.length * 3,
    missing: [],
    ...(page.canonical === undefined ? {} : { canonical: page.canonical }),
    ...(page.description === undefined ? {} : { description: page.description }),
  };
  return { record, markdown };
}

function blocksOf(markdown: string): PageRecord["blocks"] {
  return [...markdown.matchAll(/[^\n]+(?:\n[^\n]+)*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    hash: createHash("sha256").update(match[0]).digest("hex").slice(0, 16),
  }));
}

const etagOf = (content: unknown): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 8);

/** Stages the site and gives the input to publish it; an incremental crawl takes what has the same etag as unchanged. */
export async function stageSite(
  store: Store,
  site: SyntheticSite,
  snapshot: string,
  options: { incremental?: boolean; plan?: Partial<Plan>; shuffle?: <T>(items: T[]) => T[] } = {},
): Promise<PublishInput> {
  const previous = await openPreviousSnapshot(store);
  const shuffle = options.shuffle ?? ((items) => items);
  const stage = async (
    url: string,
    content: unknown,
    bytes: (validators: Validators) => Uint8Array,
  ): Promise<StoredEntry> => {
    const validators = { etag: etagOf(content) };
    const unchanged = options.incremental && previous?.validatorsFor(url)?.etag === validators.etag;
    if (unchanged) return { url, source: "previous", validators };
    await store.write(stagedPath(snapshot, url), bytes(validators));
    return { url, source: "staged" };
  };
  const pages: StoredEntry[] = [];
  for (const [url, page] of shuffle(Object.entries(site.pages))) {
    const { record, markdown } = readSynthetic(url, page);
    const found = record.links.map((link) => ({ url: link.url, kind: "page" as const }));
    pages.push(await stage(url, page, (validators) => encodeStagedPage({ record, markdown, found, validators })));
  }
  const assets: StoredEntry[] = [];
  for (const [url, content] of shuffle(Object.entries(site.assets ?? {}))) {
    const asset = { contentType: "image/png", body: Buffer.from(content) };
    assets.push(await stage(url, content, (validators) => encodeStagedAsset({ ...asset, validators })));
  }
  return {
    plan: makePlan(snapshot, options.plan),
    store,
    pages,
    assets,
    redirects: new Map(shuffle(Object.entries(site.redirects ?? {}))),
    previous,
    outcomes: pages.map((page): UrlOutcome => ({
      url: page.url,
      kind: "page",
      bucket: page.source === "staged" ? "stored" : "unchanged",
      via: "link",
      depth: 1,
    })),
    stats: {
      startedAt: "2026-01-01T00:00:00Z",
      finishedAt: "2026-01-01T00:01:00Z",
      requests: pages.length,
      transferredBytes: 1000,
      samples: [],
      robots: [],
      lists: [],
    },
    now: () => new Date("2026-01-01T00:01:01Z"),
  };
}

/** Every deterministic file of a snapshot, as text. */
export async function readSnapshot(store: Store, snapshot: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const prefix = `snapshots/${snapshot}/`;
  for await (const path of store.list(prefix.slice(0, -1))) {
    const name = path.slice(prefix.length);
    if (/^(?:site\.json|report\.)/.test(name)) continue;
    files[name] = Buffer.from((await store.read(path)) ?? []).toString("utf8");
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
