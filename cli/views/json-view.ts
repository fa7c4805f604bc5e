import type { CrawlEvent, LocalCrawlResult } from "../../crawler/local/events.ts";
import type { Context } from "../context.ts";
import type { CrawlView } from "./view.ts";

export const jsonFields = `JSON lines (--json), one a phase, one a page and one at the end:
  {"type":"phase","phase","snapshot","resumed"}
      phase: Seeding, Crawling, Publishing; resumed: an earlier run of the same crawl is continued
  {"type":"page","url","bucket","reason","detail","elapsedMs","bytes"}
      bucket: stored, unchanged, skipped or failed; reason with skipped and failed
  {"type":"summary","result":"published","snapshot","location","counts","changes","skippedByReason",
   "failedByReason","elapsedMs","transferredBytes"}
  {"type":"summary","result":"failed","reason","message","counts","failedByReason"}
  {"type":"summary","result":"interrupted","message","counts"}
      counts: discovered, stored, unchanged, skipped, failed; changes: added, changed, removed, unchanged`;

/** Lines of JSON on standard output, for programs; people get the other view on standard error. */
export class JsonView implements CrawlView {
  readonly #context: Context;
  readonly #people: CrawlView;

  constructor(context: Context, people: CrawlView) {
    this.#context = context;
    this.#people = people;
  }

  onEvent(event: CrawlEvent): void {
    if (event.type === "page" || event.type === "phase") this.#write(event);
    this.#people.onEvent(event);
  }

  print(line: string): void {
    this.#people.print(line);
  }

  finish(result?: LocalCrawlResult): void {
    this.#people.finish(result);
    if (result === undefined) return;
    const { type, ...rest } = result;
    this.#write({ type: "summary", result: type, ...rest });
  }

  #write(line: unknown): void {
    this.#context.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
