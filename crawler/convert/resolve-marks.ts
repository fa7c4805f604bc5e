import GithubSlugger from "github-slugger";
import type { AnchorSpot, Heading, LinkSpan } from "../messages.ts";
import { MARK_CLOSE, MARK_OPEN, type PageMarks } from "./page-marks.ts";

export interface PageParts {
  readonly headings: Heading[];
  readonly links: LinkSpan[];
  readonly anchors: AnchorSpot[];
}

/** Writes out what the marks stand for, block after block, and notes where in the page everything came to stand. */
export class MarkWriter {
  readonly parts: PageParts = { headings: [], links: [], anchors: [] };
  readonly #marks: PageMarks;
  readonly #slugger = new GithubSlugger();
  readonly #texts: string[] = [];
  #length = 0;
  #lineStart = 0;
  /** What stands in the open line. */
  #line = "";

  constructor(marks: PageMarks) {
    this.#marks = marks;
  }

  get length(): number {
    return this.#length;
  }

  get markdown(): string {
    return this.#texts.join("");
  }

  add(block: string): void {
    let at = 0;
    for (let open = block.indexOf(MARK_OPEN); open >= 0; open = block.indexOf(MARK_OPEN, at)) {
      const close = block.indexOf(MARK_CLOSE, open);
      this.#write(block.slice(at, open));
      this.#resolve(block[open + 1] ?? "", Number(block.slice(open + 2, close)));
      at = close + 1;
    }
    this.#write(block.slice(at));
  }

  #write(text: string): void {
    if (text === "") return;
    this.#texts.push(text);
    const feed = text.lastIndexOf("\n");
    if (feed >= 0) {
      this.#lineStart = this.#length + feed + 1;
      this.#line = text.slice(feed + 1);
    } else this.#line += text;
    this.#length += text.length;
  }

  #resolve(kind: string, index: number): void {
    if (kind === "L") this.#addLink(index);
    else if (kind === "H") this.#addHeading(index);
    else if (kind === "A") this.parts.anchors.push({ offset: this.#length, id: this.#marks.anchors[index] ?? "" });
    else this.#addBody(this.#marks.bodies[index] ?? "");
  }

  #addLink(index: number): void {
    const link = this.#marks.links[index];
    if (link === undefined) return;
    const start = this.#length;
    this.#write(escapeDestination(link.url));
    if (link.recorded) this.parts.links.push({ start, end: this.#length, url: link.url, image: link.image });
  }

  #addHeading(index: number): void {
    const heading = this.#marks.headings[index];
    if (heading === undefined) return;
    const { level, text } = heading;
    const ids = [...new Set(heading.ids)].slice(0, 20);
    const slug = this.#slugger.slug(text).slice(0, 1000);
    this.parts.headings.push({ level, text, slug, ids, offset: this.#lineStart });
  }

  /** Each line behind the prefix that lists and quotes gave to the line of the mark. */
  #addBody(body: string): void {
    const prefix = this.#line;
    if (prefix === "") return this.#write(body);
    const blank = prefix.trimEnd();
    const lines = body.split("\n");
    this.#write(lines.map((line, at) => (at === 0 ? line : line === "" ? blank : prefix + line)).join("\n"));
  }
}

/**
 * A destination that needs no angle brackets: blanks and what GFM ends a cell at are percent-encoded, parentheses that
 * do not pair are escaped.
 */
export function escapeDestination(url: string): string {
  if (!/[()<>\\|`\s&\uFDD0-\uFDD3]/.test(url)) return url;
  const encoded = url.replace(/[<>\\|`\s\uFDD0-\uFDD3]/g, encodeURIComponent);
  return (havePairs(encoded) ? encoded : encoded.replace(/[()]/g, "\\$&")).replace(/&(?=#?\w{1,32};)/g, "&amp;");
}

/** Parsers follow pairs in pairs only so far. */
const MAX_DEPTH = 3;

function havePairs(url: string): boolean {
  let depth = 0;
  for (const character of url) {
    if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    if (depth < 0 || depth > MAX_DEPTH) return false;
  }
  return depth === 0;
}
