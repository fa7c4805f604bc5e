import type { CrawlEvent, LocalCrawlResult } from "../../crawler/local/events.ts";

/** How a crawl is shown while it runs. */
export interface CrawlView {
  onEvent(event: CrawlEvent): void;
  /** One line for the person, at once. */
  print(line: string): void;
  /** No more events; without a result when the crawl ended by an error. */
  finish(result?: LocalCrawlResult): void;
}
