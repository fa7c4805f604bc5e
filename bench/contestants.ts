import { join, resolve } from "node:path";
import { countFiles, type Command } from "./measure.ts";
import type { Setup } from "./setup.ts";

/** One way to crawl a site to disk. */
export interface Contestant {
  readonly name: string;
  /** True: works on the folder that the contestant before it filled in the same round. */
  readonly continues: boolean;
  command(url: string, out: string): Command;
  countPages(out: string): Promise<number>;
}

export const OURS = "docsynapse";
export const OURS_AGAIN = "docsynapse, unchanged recrawl";
export const OVER_NATS = "docsynapse, coordinator and worker over NATS";
export const CRAWLEE = ["crawlee + turndown, concurrency 8", "crawlee + turndown, default concurrency"] as const;

const CLI = resolve(import.meta.dirname, "../cli/docsynapse.js");
const CONCURRENCY = 8;

/** Generated indexes, which DocSynapse takes for no pages: the peers leave them out too, so that all do the same work. */
const LEFT_OUT = String.raw`/(genindex|py-modindex|search)[^/]*\.html$`;

export function ours(name: typeof OURS | typeof OURS_AGAIN = OURS): Contestant {
  const limits = ["--rate", "0", "--concurrency", String(CONCURRENCY), "--render", "never"];
  return {
    name,
    continues: name === OURS_AGAIN,
    command: (url, out) => ({
      program: process.execPath,
      args: [CLI, "crawl", url, "--out", out, "--allow-private-addresses", ...limits, "--json"],
      success: [0],
    }),
    countPages: (out) => countFiles(join(out, "latest", "pages"), ".md"),
  };
}

/** The same crawl as `ours`, over three processes. */
export function oursOverNats(): Contestant {
  const limits = ["--rate", "0", "--concurrency", String(CONCURRENCY), "--render", "never"];
  return {
    name: OVER_NATS,
    continues: false,
    command: (url, out) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, "over-nats.ts"), url, out, ...limits],
      success: [0],
    }),
    countPages: (out) => countFiles(join(out, "latest", "pages"), ".md"),
  };
}

/** Both ways to run Crawlee: its own choice of concurrency, and ours; the better one of each figure counts. */
export function crawlee({ peers }: Setup): readonly Contestant[] {
  return CRAWLEE.map((name, index) => ({
    name,
    continues: false,
    command: (url, out) => ({
      program: process.execPath,
      args: [join(peers, "crawlee.js"), url, out, LEFT_OUT, ...(index === 0 ? [String(CONCURRENCY)] : [])],
      success: [0],
    }),
    countPages: (out) => countFiles(out, ".md"),
  }));
}

/** The floor: every file fetched and its links followed, nothing converted. */
export function wget({ wget: program }: Setup): Contestant {
  return {
    name: "wget -r (no conversion)",
    continues: false,
    command: (url, out) => ({
      program,
      args: [
        "--recursive",
        "--level=inf",
        "--no-parent",
        "--quiet",
        `--reject-regex=${LEFT_OUT}`,
        "--no-host-directories",
        `--directory-prefix=${out}`,
        url,
      ],
      // 8: a link led nowhere, as real sites have it.
      success: [0, 8],
    }),
    countPages: (out) => countFiles(out, ".html"),
  };
}
