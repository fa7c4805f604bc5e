import { tidyLink } from "../url/tidy-link.ts";
import type { RouteReader } from "./docsify-routes.ts";

/** Resolves the references of one page; each distinct one once, because a page repeats its navigation. */
export class PageLinks {
  readonly base: string;
  readonly #known = new Map<string, URL | undefined>();
  readonly #page: URL;
  readonly #routes: RouteReader | undefined;

  constructor(pageUrl: string, baseHref: string | undefined, routes?: RouteReader) {
    this.#routes = routes;
    const base = parseUrl(baseHref ?? "", pageUrl);
    this.base = base !== undefined && isHttp(base) ? base.href : pageUrl;
    this.#page = new URL(pageUrl);
  }

  /** Absolute http(s) URL of at most 8192 characters; undefined for anything else. */
  resolve(reference: string): URL | undefined {
    if (this.#known.has(reference)) return this.#known.get(reference);
    const url = parseUrl(this.#routes?.(reference) ?? reference, this.base);
    const usable = url !== undefined && isHttp(url) && url.href.length <= MAX_URL ? url : undefined;
    if (usable !== undefined) tidyLink(usable, this.#page);
    this.#known.set(reference, usable);
    return usable;
  }

  /** Whether it is only to another place of the same page. */
  staysOnPage(reference: string): boolean {
    return reference.startsWith("#") && this.#routes?.(reference) === undefined;
  }

  /** As `resolve`, without the fragment. */
  resolvePage(reference: string): string | undefined {
    const href = this.resolve(reference)?.href;
    if (href === undefined) return undefined;
    const hash = href.indexOf("#");
    return hash < 0 ? href : href.slice(0, hash);
  }
}

const MAX_URL = 8192;

function parseUrl(reference: string, base: string): URL | undefined {
  const trimmed = reference.trim();
  return trimmed.length > MAX_URL ? undefined : (URL.parse(trimmed, base) ?? undefined);
}

function isHttp(url: URL): boolean {
  return url.protocol === "http:" || url.protocol === "https:";
}
