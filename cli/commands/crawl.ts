import { Command } from "commander";
import type { Context } from "../context.ts";
import type { CrawlFlags } from "../crawl-flags.ts";
import { describeExitCodes } from "../exit-codes.ts";
import { choice, collect, nonEmpty, rate, timeoutMs, wholeNumber } from "../option-values.ts";
import { addStoreOptions } from "./store-options.ts";
import { jsonFields } from "../views/json-view.ts";

const help = `
Examples:
  docsynapse crawl https://docs.example.org/guide/
  docsynapse crawl docs.example.org --exclude '/blog/**' --max-pages 500 --out ./docs
  docsynapse crawl https://wiki.example.org --header 'Authorization: Bearer …' --rate 2
  docsynapse crawl http://localhost:8080/ --allow-private-addresses
  docsynapse crawl https://docs.example.org --out s3://bucket/docs
  docsynapse crawl https://docs.example.org --out az://account/container/docs
  docsynapse crawl https://docs.example.org --json > pages.ndjson

A second crawl into the same place fetches only what changed. An interrupted one continues.

${jsonFields}

${describeExitCodes("crawl")}
`;

export function buildCrawlCommand(context: Context, onExitCode: (code: number) => void): Command {
  const command = new Command("crawl")
    .summary("a web site to Markdown")
    .description("Crawls a documentation site below the URL's folder and publishes it as a snapshot of Markdown files.")
    .argument("<url>", "where the documentation starts; https:// when no scheme is given");
  addScopeOptions(command);
  addFetchOptions(command);
  addResultOptions(command);
  addStoreOptions(command);
  addRunOptions(command);
  return command.addHelpText("after", help).action(async (url: string, flags: CrawlFlags) => {
    const { crawl } = await import("../crawl.ts");
    onExitCode(await crawl(url, flags, context));
  });
}

export function addScopeOptions(command: Command): void {
  command
    .optionsGroup("Which pages:")
    .option("--include <glob>", "pages wanted, over the path or the whole URL (repeatable)", collect)
    .option("--exclude <glob>", "pages not wanted; wins over --include (repeatable)", collect)
    .option("--host <host>", "a further host of the site (repeatable)", collect)
    .option("--max-pages <n>", "store at most n pages", wholeNumber(1, 10_000_000, "; leave it out for no bound"))
    .option("--max-depth <n>", "at most n links away from the start", wholeNumber(0, 10_000))
    .option("--query <what>", "URLs with a query: skip, keep or strip", choice(["skip", "keep", "strip"]), "skip");
}

export function addFetchOptions(command: Command): void {
  command
    .optionsGroup("How they are fetched:")
    .option("--rate <n>", "requests per second and host; 0: no limit (default: 10; loopback: no limit)", rate)
    .option("--concurrency <n>", "requests under way at a time (default: 8)", wholeNumber(1, 256))
    .option("--timeout <time>", "for one request (default: 30s)", timeoutMs)
    .option("--user-agent <text>", "the User-Agent header; robots.txt is read for its first word", nonEmpty)
    .option("--ignore-robots", "do not obey robots.txt")
    .option("--header <header>", "'Name: value', sent to the URL's own host only (repeatable)", collect)
    .option("--ca <file>", "PEM certificates to trust beside the system's", nonEmpty)
    .option("--proxy <url>", "http or https proxy; HTTP_PROXY and its like are not used", nonEmpty)
    .option("--allow-private-addresses", "fetch loopback and private addresses too")
    .option(
      "--render <mode>",
      "in a browser: auto (pages that need it), never, always",
      choice(["auto", "never", "always"]),
      "auto",
    );
}

export function addResultOptions(command: Command): void {
  command
    .optionsGroup("What is written:")
    .option(
      "-o, --out <dir>",
      "where the site's snapshots go: a directory, s3://, gs:// or az:// (default: ./docsynapse/<host and path>)",
      nonEmpty,
    )
    .option("--content-selector <css>", "what of a page is content (default: recognised)", nonEmpty)
    .option("--remove <css>", "leave this out of the content (repeatable)", collect)
    .option("--no-assets", "do not keep images")
    .option("--keep-snapshots <n>", "how many snapshots to keep (default: 5)", wholeNumber(1, 1000))
    .option("--max-removed <percent>", "refuse to publish when more pages would go (default: 50)", wholeNumber(0, 100))
    .option("--min-pages <n>", "refuse to publish fewer pages (default: 1)", wholeNumber(0, 10_000_000))
    .option("--force", "publish whatever --max-removed and --min-pages say");
}

function addRunOptions(command: Command): void {
  command
    .optionsGroup("This run:")
    .option("--full", "fetch every page anew")
    .option("--threads <n>", "threads for parsing and converting", wholeNumber(1, 64))
    .option("--json", "one JSON line a page and a summary on standard output")
    .option("-q, --quiet", "print nothing but problems");
}
