import { hash } from "node:crypto";
import { workFolder } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";

const folderOf = (snapshot: string): string => `${workFolder(snapshot)}/crawl-delays`;

/** Beside the staged pages: a crawl whose journal is lost has to know how long to leave its hosts alone. */
export async function recordCrawlDelay(store: Store, snapshot: string, robots: string, delayMs: number): Promise<void> {
  await store.write(`${folderOf(snapshot)}/${hash("sha256", robots).slice(0, 32)}`, String(delayMs));
}

/** The longest one that a robots.txt of this crawl has asked for; 0 where none did. */
export async function readLongestCrawlDelayMs(store: Store, snapshot: string): Promise<number> {
  let longestMs = 0;
  for await (const path of store.list(folderOf(snapshot))) {
    const delayMs = Number(Buffer.from((await store.read(path)) ?? []).toString("utf8"));
    if (delayMs > longestMs) longestMs = delayMs;
  }
  return longestMs;
}
