/**
 * Things whose exact text or place matters travel through the rules as marks: a letter and an index between two
 * noncharacters. The last pass writes them out, so it knows every offset, and no rule can bend a code line or a URL.
 */
export const MARK_OPEN = "\uFDD0";
export const MARK_CLOSE = "\uFDD1";
export const CELL_END = "\uFDD2";
const NONCHARACTER = /[\uFDD0-\uFDD3]/;

export type MarkKind = "L" | "H" | "A" | "B";

export interface MarkedLink {
  readonly url: string;
  readonly image: boolean;
  /** Only links of the web can be mended or followed. */
  readonly recorded: boolean;
}

export interface MarkedHeading {
  readonly level: number;
  readonly text: string;
  readonly ids: readonly string[];
}

export class PageMarks {
  readonly links: MarkedLink[] = [];
  readonly headings: MarkedHeading[] = [];
  readonly anchors: string[] = [];
  /** Code and formulas, written line by line behind the prefix of the line that the mark stands in. */
  readonly bodies: string[] = [];

  addLink(link: MarkedLink): number {
    return this.links.push(link) - 1;
  }

  addHeading(heading: MarkedHeading): number {
    return this.headings.push(heading) - 1;
  }

  addAnchor(id: string): number {
    return this.anchors.push(id) - 1;
  }

  addBody(body: string): number {
    return this.bodies.push(body) - 1;
  }
}

export function writeMark(kind: MarkKind, index: number): string {
  return `${MARK_OPEN}${kind}${index}${MARK_CLOSE}`;
}

/** Foreign text cannot forge a mark. */
export function withoutMarks(text: string): string {
  return NONCHARACTER.test(text) ? text.replace(/[\uFDD0-\uFDD3]/g, "\uFFFD") : text;
}
