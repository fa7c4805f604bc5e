import type { ExtractedPage } from "../extract/extracted-page.ts";
import { collapseBlanks } from "../extract/plain-text.ts";
import { enterElement } from "./enter-element.ts";
import { escapeText } from "./escape-text.ts";
import { isHeading, type LightNode, visibleText } from "./light-node.ts";
import { renderBlock } from "./render-block.ts";
import type { PageMarks } from "./page-marks.ts";
import { PageWalk } from "./page-walk.ts";
import { dropRepeatedTitle } from "./repeated-title.ts";
import { MarkWriter, type PageParts } from "./resolve-marks.ts";
import type { TreeBuilder } from "./tree-builder.ts";

export interface ConvertedPage extends PageParts {
  /** Ends with exactly one line feed; empty when the page has no content. */
  readonly markdown: string;
  /** Top-level blocks. */
  readonly blocks: { start: number; end: number }[];
}

/** Converts the content of a page to Markdown, with the offsets of everything that later steps touch. */
export function convertPage(page: ExtractedPage): ConvertedPage {
  const walk = new PageWalk(page, enterElement);
  for (const { element, asTitle } of page.roots) {
    const isTitle = asTitle && !/^h[1-6]$/.test(element.name) && walk.openHeading(1);
    walk.run(element);
    if (isTitle) walk.closeHeading();
  }
  const root = walk.build.finish();
  dropRepeatedTitle(root, walk.build.headingIds);
  prepare(root, walk.build, walk.marks);
  const writer = new MarkWriter(walk.marks);
  const blocks = root.childNodes.flatMap((block) => writeBlock(writer, block));
  if (blocks.length > 0) writer.add("\n");
  return { markdown: writer.markdown, blocks, ...writer.parts };
}

function writeBlock(writer: MarkWriter, block: LightNode): { start: number; end: number }[] {
  const text = renderBlock(block);
  if (text === "") return [];
  if (writer.length > 0) writer.add("\n\n");
  const start = writer.length;
  writer.add(text);
  return [{ start, end: writer.length }];
}

/** Gives headings and bodies their marks and texts their escapes, now that every node has its neighbours. */
function prepare(node: LightNode, build: TreeBuilder, marks: PageMarks, isInLink = false): void {
  if (isHeading(node)) {
    const text = collapseBlanks(visibleText(node)).slice(0, 1000);
    const ids = build.headingIds.get(node) ?? [];
    node.mark = marks.addHeading({ level: Number(node.nodeName[1]), text, ids });
  } else if (node.nodeName === "PRE" || node.nodeName === "DISPLAY-MATH") {
    node.mark = marks.addBody(node.text);
  }
  const isCode = node.nodeName === "CODE";
  const inLink = isInLink || node.nodeName === "A";
  const isLine = node.nodeName === "P" || node.nodeName === "TD" || isHeading(node);
  for (const child of node.childNodes) {
    if (child.nodeType === 1) prepare(child, build, marks, inLink);
    else if (!isCode) {
      const { startsLine, nextSibling } = child;
      const beforeElement = nextSibling !== null;
      child.text = escapeText(child.text, { startsLine, inLink, beforeElement, endsLine: isLine && !beforeElement });
    }
  }
}
