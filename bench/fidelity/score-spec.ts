import { FRAGMENT_URL } from "./convert-fragment.ts";
import { normaliseHtml } from "./normalise-html.ts";
import { type Render, renderRemark } from "./parsers.ts";
import { shownHtml } from "./shown-html.ts";
import type { SpecExample } from "./spec-examples.ts";

export type Convert = (html: string) => string;

/** An example that did not come back as it was. */
interface Miss {
  readonly number: number;
  readonly section: string;
  readonly isRaw: boolean;
  readonly html: string;
  readonly markdown: string;
}

export interface SpecScore {
  readonly total: number;
  readonly equal: number;
  /** Of these, examples without raw HTML. */
  readonly plain: number;
  readonly plainEqual: number;
  /** Examples that are raw HTML: their number, those that come back equal, and those that read the same. */
  readonly raw: number;
  readonly rawEqual: number;
  readonly rawShown: number;
  readonly misses: readonly Miss[];
}

/** HTML to Markdown by `convert`, back by `render`, compared with what it was. */
export function scoreSpec(examples: readonly SpecExample[], convert: Convert, render: Render): SpecScore {
  const misses: Miss[] = [];
  let rawShown = 0;
  for (const { number, section, html, isRaw } of examples) {
    const markdown = convert(html);
    const back = render(markdown);
    // The Markdown of a crawl is GFM, and raw HTML may hold what that has a word for.
    if (isRaw && shownHtml(html, FRAGMENT_URL) === shownHtml(renderRemark(markdown), FRAGMENT_URL)) rawShown += 1;
    if (normaliseHtml(html, FRAGMENT_URL) === normaliseHtml(back, FRAGMENT_URL)) continue;
    misses.push({ number, section, isRaw, html, markdown });
  }
  const raw = examples.filter(({ isRaw }) => isRaw).length;
  const rawMisses = misses.filter(({ isRaw }) => isRaw).length;
  return {
    total: examples.length,
    equal: examples.length - misses.length,
    plain: examples.length - raw,
    plainEqual: examples.length - raw - (misses.length - rawMisses),
    raw,
    rawEqual: raw - rawMisses,
    rawShown,
    misses,
  };
}
