import { expect, test } from "vitest";
import type { CrawlEvent, LocalCrawlResult } from "../crawler/local/events.ts";
import { cutOffWhenStopped } from "./cut-off.ts";

const counts = { discovered: 9, stored: 4, unchanged: 0, skipped: 0, failed: 0 };
const progress: CrawlEvent = { type: "progress", counts, inHand: undefined, transferredBytes: 0, elapsedMs: 1 };

test("a crawl that does not come to its end after a stop counts as interrupted, with what it had told of", async () => {
  const stop = new AbortController();
  const events: CrawlEvent[] = [];

  const ending = cutOffWhenStopped(
    { signal: stop.signal, onEvent: (event) => events.push(event) },
    ({ onEvent }) => {
      onEvent(progress);
      return new Promise<LocalCrawlResult>(() => undefined);
    },
    10,
  );
  stop.abort();

  await expect(ending).resolves.toMatchObject({ type: "interrupted", counts });
  expect(events).toEqual([progress]);
});

test("a crawl that ends in time tells how, and one that nobody stops is given all the time", async () => {
  const stop = new AbortController();
  const own: LocalCrawlResult = { type: "interrupted", message: "my own words", counts };
  const watched = { signal: stop.signal, onEvent: () => undefined };

  const unhurried = await cutOffWhenStopped(
    watched,
    () => new Promise((resolve) => setTimeout(() => resolve(own), 30)),
    0,
  );
  stop.abort();
  const inTime = await cutOffWhenStopped(watched, () => Promise.resolve(own), 1000);

  expect([unhurried, inTime]).toEqual([own, own]);
});
