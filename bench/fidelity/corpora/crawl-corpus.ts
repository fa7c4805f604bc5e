import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { serveFolder } from "../../../cli/demo/static-site.ts";
import { decodeEntry } from "../../../crawler/snapshot/manifest.ts";
import type { Report } from "../../../crawler/snapshot/report.ts";
import { bringDebianPackage, findDebianVersion } from "../../setup.ts";
import type { Corpus } from "./corpus.ts";

const run = promisify(execFile);
const CLI = resolve(import.meta.dirname, "../../../cli/docsynapse.js");
const ANY_PORT = 0;
const TIMEOUT_MS = 30 * 60_000;

/** A corpus as the engine stored it. */
export interface CrawledCorpus {
  readonly version: string;
  /** Folder that was served. */
  readonly source: string;
  /** Folder of the snapshot. */
  readonly snapshot: string;
  /** File of each stored URL, below the snapshot; pages by the URLs that lead to them, too. */
  readonly files: ReadonlyMap<string, string>;
  /** URLs of the stored pages. */
  readonly pages: readonly string[];
  readonly report: Report;
}

/** Crawls the whole corpus by the command that a user would type, from a server on loopback, into `out`. */
export async function crawlCorpus(corpus: Corpus, out: string, say: (line: string) => void): Promise<CrawledCorpus> {
  const version = await findDebianVersion(corpus.package);
  const source = join(await bringDebianPackage(corpus.package, version, say), corpus.root);
  await using site = await serveFolder(source, ANY_PORT);
  const include = (corpus.include ?? []).flatMap((glob) => ["--include", glob]);
  const limits = ["--rate", "0", "--concurrency", "8", "--render", "never"];
  const args = [
    "crawl",
    `${site.url}${corpus.start}`,
    "--out",
    out,
    "--allow-private-addresses",
    ...limits,
    ...include,
  ];
  await run(process.execPath, [CLI, ...args, "--json"], { timeout: TIMEOUT_MS, maxBuffer: 1024 * 1024 * 1024 });
  const snapshot = join(out, "latest");
  return { version, source, snapshot, ...(await readSnapshot(snapshot)) };
}

async function readSnapshot(snapshot: string): Promise<Pick<CrawledCorpus, "files" | "pages" | "report">> {
  const files = new Map<string, string>();
  const pages: string[] = [];
  for (const line of (await readFile(join(snapshot, "manifest.jsonl"), "utf8")).split("\n")) {
    if (line === "") continue;
    const { kind, url, path, aliases } = decodeEntry(line);
    if (kind === "page") pages.push(url);
    for (const one of [url, ...aliases]) files.set(one, join(kind === "page" ? "pages" : "assets", path));
  }
  const report = JSON.parse(await readFile(join(snapshot, "report.json"), "utf8")) as Report;
  return { files, pages, report };
}
