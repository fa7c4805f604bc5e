import type { Result } from "../messages.ts";
import {
  decodeStagedPage,
  encodeStagedAsset,
  encodeStagedPage,
  stagedPath,
  type StagedPage,
} from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";

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
    if (outcome.type !== "page") return;
    const { record, markdown, validators, found } = outcome;
    const page = { record, markdown, validators, found };
    const isNative = record.url !== url;
    if (isNative) return this.#stageNative(page);
    const write = this.#store.write(this.#pathOf(url), encodeStagedPage(page));
    this.#writing.set(url, write);
    await write.finally(() => this.#writing.delete(url));
  }

  async #stageNative(native: StagedPage): Promise<void> {
    const { url } = native.record;
    await this.#writing.get(url);
    const bytes = await this.#store.read(this.#pathOf(url));
    if (bytes === undefined) throw new Error(`native Markdown came before its page: ${url}`);
    await this.#store.write(this.#pathOf(url), encodeStagedPage(inPlaceOf(decodeStagedPage(bytes), native)));
  }

  #pathOf(url: string): string {
    return stagedPath(this.#snapshot, url);
  }
}

/** Native Markdown takes the place of the Markdown only: what the page's HTML said of the page still holds. */
function inPlaceOf(html: StagedPage, native: StagedPage): StagedPage {
  const { headings, links, anchors, blocks, hash } = native.record;
  const record = { ...html.record, headings, links, anchors, blocks, hash };
  return { record, markdown: native.markdown, validators: html.validators, found: html.found };
}
