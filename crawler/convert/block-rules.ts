import type { LightName, LightNode } from "./light-node.ts";
import { CELL_END, writeMark } from "./page-marks.ts";
import type { Replacement } from "./replacement.ts";

export const BLOCK_RULES: Partial<Record<LightName, Replacement>> = {
  P: (content, node) => asBlock(content, node),
  H1: writeHeading,
  H2: writeHeading,
  H3: writeHeading,
  H4: writeHeading,
  H5: writeHeading,
  H6: writeHeading,
  HR: writeRule,
  UL: (content, node) => asBlock(trimLineFeeds(content), node),
  LI: writeItem,
  BLOCKQUOTE: (content, node) => asBlock(quote(trimLineFeeds(content)), node),
  ALERT: writeAlert,
  DETAILS: writeDetails,
  FOOTNOTE: writeFootnote,
  PRE: writeCodeBlock,
  "DISPLAY-MATH": (_, node) => `\n\n$$\n${writeMark("B", node.mark)}\n$$\n\n`,
  TR: (content) => content,
  TD: (content) => `${content}${CELL_END}`,
};

/** Line feeds around say how far the neighbours are to stay away; the larger of the two holds. */
function asBlock(content: string, node: LightNode): string {
  const gap = node.isTight ? "\n" : "\n\n";
  return `${gap}${content}${gap}`;
}

function writeHeading(content: string, node: LightNode): string {
  const text = content.replace(/(^| )(#+)$/, "$1\\$2");
  return asBlock(`${writeMark("H", node.mark)}${"#".repeat(Number(node.nodeName[1]))} ${text}`, node);
}

/** In a list, hyphens could be more of its marker, or underline the text above. */
function writeRule(_: string, node: LightNode): string {
  const item = node.parentNode;
  if (item?.nodeName !== "LI") return asBlock("---", node);
  const isAllStars = node.previousSibling === null && markerOf(item).startsWith("*");
  return asBlock(isAllStars ? "---" : "***", node);
}

function writeItem(content: string, node: LightNode): string {
  const marker = markerOf(node);
  const indented = indent(trimLineFeeds(content), " ".repeat(marker.length));
  return asBlock((marker + indented).trimEnd(), node);
}

function markerOf(item: LightNode): string {
  if (item.parentNode?.usesOtherMarker !== true) return item.info;
  return item.info === "- " ? "* " : item.info.replace(".", ")");
}

function writeAlert(content: string, node: LightNode): string {
  return `\n\n${quote(`[!${node.info}]\n${trimLineFeeds(content)}`.trimEnd())}\n\n`;
}

function writeDetails(content: string, node: LightNode): string {
  const summary = node.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const body = trimLineFeeds(content);
  return `\n\n<details>\n<summary>${summary}</summary>\n\n${body}${body === "" ? "" : "\n\n"}</details>\n\n`;
}

function writeFootnote(content: string, node: LightNode): string {
  return `\n\n[^${node.text}]: ${indent(trimLineFeeds(content), "    ")}\n\n`;
}

function writeCodeBlock(_: string, node: LightNode): string {
  const fence = fenceFor(node.text);
  return asBlock(`${fence}${node.info}\n${node.text === "" ? "" : `${writeMark("B", node.mark)}\n`}${fence}`, node);
}

function fenceFor(code: string): string {
  let longest = 2;
  if (code.includes("```")) for (const run of code.match(/`{3,}/g) ?? []) longest = Math.max(longest, run.length);
  return "`".repeat(longest + 1);
}

function quote(content: string): string {
  return content.replace(/^(?=.)/gm, "> ").replace(/^$/gm, ">");
}

/** All lines but the first; empty ones stay empty. */
function indent(content: string, by: string): string {
  return content.includes("\n") ? content.replace(/\n(?=[^\n])/g, `\n${by}`) : content;
}

function trimLineFeeds(content: string): string {
  let start = 0;
  let end = content.length;
  while (content[start] === "\n") start += 1;
  while (end > start && content[end - 1] === "\n") end -= 1;
  return content.slice(start, end);
}
