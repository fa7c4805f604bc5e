import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../../crawler/contract.ts";
import type { CrawlEvent, LocalCrawlOptions, LocalCrawlResult } from "../../crawler/local/events.ts";
import { runLocalCrawl } from "../../crawler/local/run-local-crawl.ts";
import type { Report } from "../../crawler/snapshot/report.ts";

export interface Crawled {
  readonly result: LocalCrawlResult;
  readonly events: CrawlEvent[];
}

/** Crawls in this process with one thread, and keeps what was told on the way. */
export async function crawl(plan: Plan, out: string, options: Partial<LocalCrawlOptions> = {}): Promise<Crawled> {
  const events: CrawlEvent[] = [];
  const result = await runLocalCrawl({
    plan,
    target: { type: "volume", path: out },
    storeAccess: {},
    stateRoot: out,
    threads: 1,
    credentials: { headers: [], hosts: [] },
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { result, events };
}

/** Files of a snapshot that are a function of the site's bytes and the plan: everything but times and reports. */
export async function readSnapshot(out: string, snapshot = "latest"): Promise<Map<string, string>> {
  const root = snapshot === "latest" ? join(out, "latest") : join(out, "snapshots", snapshot);
  const files = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1);
    if (!entry.isFile() || /^(site\.json|report\.(json|html)|changes\.json)$/.test(name)) continue;
    files.set(name, await readFile(path, "base64"));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export async function readPage(out: string, path: string): Promise<string> {
  return readFile(join(out, "latest", "pages", path), "utf8");
}

export async function readReport(out: string): Promise<Report> {
  return JSON.parse(await readFile(join(out, "latest", "report.json"), "utf8")) as Report;
}

/** Paths of the pages that have a file, sorted. */
export async function listPages(out: string): Promise<string[]> {
  const names = await readdir(join(out, "latest", "pages"), { recursive: true });
  return names.filter((name) => name.endsWith(".md")).sort();
}

/** Bucket of each page by its path, with the reason where there is one: `stored`, `skipped: redirect`. */
export function endsOf(events: readonly CrawlEvent[]): Record<string, string> {
  const ends: Record<string, string> = {};
  for (const event of events) {
    if (event.type !== "page") continue;
    const { pathname, search } = new URL(event.url);
    ends[pathname + search] = event.reason === undefined ? event.bucket : `${event.bucket}: ${event.reason}`;
  }
  return ends;
}
