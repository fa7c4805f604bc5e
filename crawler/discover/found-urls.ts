import type { Found } from "../messages.ts";
import { tidyLink } from "../url/tidy-link.ts";
import { parseHttpUrl, withoutFragment } from "../url/identity.ts";

/** Entries taken from one list at most: the sitemap protocol's bound, kept for all formats. */
const maxListEntries = 50_000;

/** Collects what one list names: resolved, without fragments, each once, bounded. */
export class FoundUrls {
  readonly #base: string;
  readonly #list: URL;
  readonly #found = new Map<string, Found>();

  constructor(base: string) {
    this.#base = base;
    this.#list = new URL(base);
  }

  get isFull(): boolean {
    return this.#found.size >= maxListEntries;
  }

  get all(): Found[] {
    return [...this.#found.values()];
  }

  addPage(raw: string): void {
    this.#add(raw, (url) => ({ url, kind: "page" }));
  }

  addList(raw: string, format: NonNullable<Found["format"]>): void {
    this.#add(raw, (url) => ({ url, kind: "list", format }));
  }

  #add(raw: string, build: (url: string) => Found): void {
    if (this.isFull) return;
    const parsed = parseHttpUrl(raw, this.#base);
    if (!parsed) return;
    tidyLink(parsed, this.#list);
    const url = withoutFragment(parsed).href;
    if (!this.#found.has(url)) this.#found.set(url, build(url));
  }
}
