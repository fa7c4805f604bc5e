import { crawlDelayMs } from "../frontier/politeness.ts";
import type { Result, RobotsRules } from "../messages.ts";
import { decodeStagedPage, encodeStagedAsset, encodeStagedPage, type StagedPage } from "../staged-object.ts";
import { stagedPath } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import { recordCrawlDelay } from "./crawl-delays.ts";

/** Puts what results carry into the work folder, where publishing finds it. */
export class Staging {
  readonly #store: Store;
  readonly #snapshot: string;
  /** Pages that are being written and whose native Markdown may follow. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(store: Store, snapshot: string) {
    this.#store = store;
    this.#snapshot = snapshot;
  }

  async stage({ url, outcome }: Result): Promise<void> {
    if (outcome.type === "asset") return this.#store.write(this.#pathOf(url), encodeStagedAsset(outcome));
    if (outcome.type === "robots") return this.#keepDelay(url, outcome.robots);
    if (outcome.type !== "page") return;
    if (outcome.pageUrl !== url && outcome.isWhole !== true) return this.#stageNative(outcome.pageUrl, outcome.staged);
    const { pageUrl } = outcome;
    const write = this.#store.write(this.#pathOf(pageUrl), outcome.staged);
    this.#writing.set(pageUrl, write);
    await write.finally(() => this.#writing.delete(pageUrl));
  }

  async #keepDelay(url: string, { crawlDelaySeconds }: RobotsRules): Promise<void> {
    if (crawlDelaySeconds === undefined) return;
    await recordCrawlDelay(this.#store, this.#snapshot, url, crawlDelayMs(crawlDelaySeconds));
  }

  async #stageNative(url: string, native: Uint8Array): Promise<void> {
    await this.#writing.get(url);
    const html = await this.#store.read(this.#pathOf(url));
    if (html === undefined) return;
    const page = inPlaceOf(decodeStagedPage(html), decodeStagedPage(native));
    await this.#store.write(this.#pathOf(url), encodeStagedPage(page));
  }

  #pathOf(url: string): string {
    return stagedPath(this.#snapshot, url);
  }
}

/** Native Markdown takes the place of the Markdown only: what the page's HTML said of the page still holds. */
function inPlaceOf(html: StagedPage, native: StagedPage): StagedPage {
  const { headings, links, anchors, blocks, hash } = native.record;
  const record = { ...html.record, headings, links, anchors, blocks, hash };
  // What only the Markdown leads to must be found again when the page is unchanged.
  const known = new Set(html.found.map(({ kind, url }) => `${kind} ${url}`));
  const found = [...html.found, ...native.found.filter(({ kind, url }) => !known.has(`${kind} ${url}`))];
  return { record, markdown: native.markdown, validators: html.validators, found };
}
