import type { Plan } from "../../crawler/contract.ts";
import type { Found, Outcome, WorkItem } from "../../crawler/messages.ts";
import { encodeStagedPage } from "../../crawler/staged-object.ts";
import { planFor } from "../../crawler/testing/plan.ts";

/** A site that is nowhere: its home leads to hubs, and each hub to as many pages as a message holds with ease. */
export interface PretendedSite {
  readonly pages: number;
  /** Of Markdown, each; 0: pages that are not stored. */
  readonly bytes: number;
}

const ROOT = "http://site.test/";
const PAGES_A_HUB = 2000;
/** As many as the plan can let out to one host. */
export const LOOPS = 256;

export const planOf = (snapshot: string): Plan =>
  planFor(ROOT, { snapshot, politeness: { maxConcurrency: LOOPS, robots: "Ignore" }, publish: { minPages: 0 } });

/** What a worker would say of the item, without any work for it. */
export function answer({ url, task }: WorkItem, site: PretendedSite): Outcome {
  if (task.kind !== "page") return { type: "fail", reason: "not-found" };
  const found = linksOf(url, site);
  if (found.length === 0 && site.bytes === 0) return { type: "skip", reason: "no-content" };
  return pageOutcome(url, found, found.length > 0 ? 0 : site.bytes);
}

function linksOf(url: string, { pages }: PretendedSite): Found[] {
  const hubs = Math.ceil(pages / PAGES_A_HUB);
  if (url === ROOT) return Array.from({ length: hubs }, (_, hub) => pageAt(`hub-${hub}.html`));
  const hub = /\/hub-(\d+)\.html$/.exec(url)?.[1];
  if (hub === undefined) return [];
  const first = Number(hub) * PAGES_A_HUB;
  return Array.from({ length: Math.min(PAGES_A_HUB, pages - first) }, (_, n) => pageAt(`guide/page-${first + n}.html`));
}

const pageAt = (path: string): Found => ({ url: `${ROOT}${path}`, kind: "page" });

function pageOutcome(url: string, found: Found[], bytes: number): Outcome {
  const hash = url.padEnd(64, "0").slice(-64);
  const record = {
    url,
    title: url,
    generator: "generic",
    breadcrumb: [],
    headings: [],
    links: [],
    anchors: [],
    blocks: [],
    hash,
    sourceBytes: bytes,
    missing: [],
  };
  const staged = encodeStagedPage({ record, validators: {}, found: [], markdown: "x".repeat(bytes) });
  return { type: "page", pageUrl: url, staged, hash, length: bytes, generator: "generic", found, alternates: [] };
}
