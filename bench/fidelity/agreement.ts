import { convertFragment, FRAGMENT_URL } from "./convert-fragment.ts";
import { normaliseHtml } from "./normalise-html.ts";
import { renderMarkdownIt, renderRemark } from "./parsers.ts";

/** How a page's Markdown fares with two parsers, and when it is converted once more. */
export interface Agreement {
  /** Where the trees part, empty when they are the same. */
  readonly treesPart: string;
  /** Where the Markdown of its HTML is another, empty when it is the same. */
  readonly formatParts: string;
}

/**
 * Compares the tree that markdown-it reads with that of remark-gfm, and the Markdown with that of the HTML that
 * remark-gfm makes of it. What the two have no common word for is written as text first.
 */
export function compareReadings(markdown: string): Agreement {
  const common = inCommonWords(markdown);
  const html = renderRemark(common);
  return {
    treesPart: firstDifference(treeOf(renderMarkdownIt(common)), treeOf(html)),
    formatParts: firstDifference(common, convertFragment(unlinked(html, PLAIN_ADDRESS))),
  };
}

/**
 * markdown-it knows no footnotes, both know neither alerts nor formulas, HTML has no place for a fence's title, and
 * links whose text is their address are what GFM makes of the address alone.
 */
function inCommonWords(markdown: string): string {
  return withoutFootnotes(markdown)
    .replace(/(?<!\\<)\[([^\]\s\\*_~]+)\]\(([^\s)]+)\)/g, (link, text: string, target: string) =>
      isItsAddress(text, target) ? text : link,
    )
    .replace(/^([> ]*(?:(?:[-*]|\d+[.)]) +)?> )\[!([A-Z]+)\]$/gm, (_, prefix: string, kind: string) => {
      const quoted = prefix.replace(/(?:[-*]|\d+[.)])(?= )/, (marker) => " ".repeat(marker.length));
      return `${prefix}${kind}\n${quoted.trimEnd()}`;
    })
    .replace(/^([> \d.)*-]*`{3,}[^\s`]+) title="[^"]*"$/gm, "$1")
    .replace(/^([> ]*`{3,})[^]*?^\1$|^([> ]*)\$\$$/gm, (all, fence?: string, prefix?: string) =>
      fence === undefined ? `${prefix ?? ""}\`\`\`` : all,
    );
}

/** Their text becomes text of the page, without the indent that holds it together. */
function withoutFootnotes(markdown: string): string {
  let isInFootnote = false;
  const lines = markdown.split("\n").map((line) => {
    if (/^\[\^[\w.-]+\]: /.test(line)) isInFootnote = true;
    else if (line !== "" && !line.startsWith("    ")) isInFootnote = false;
    else if (isInFootnote) return line.slice(4);
    return line;
  });
  return lines.join("\n").replace(/\[\^([\w.-]+)\]/g, "(^$1)");
}

/** Trees as HTML in one form: the parsers have other elements for strikethrough, tasks and the alignment of cells. */
function treeOf(html: string): string {
  const alike = unlinked(html)
    .replace(/<(\/?)s>/g, "<$1del>")
    .replace(/ style="text-align:(\w+)"/g, ' align="$1"')
    .replace(/ class="(?:contains-task-list|task-list-item)"/g, "")
    .replace(/<input type="checkbox"( checked)? disabled>/g, (_, checked?: string) => (checked ? "[x]" : "[ ]"));
  return normaliseHtml(alike, FRAGMENT_URL);
}

/** GFM makes links of addresses in the text by itself, markdown-it when asked to, in other ways: they count as text. */
function unlinked(html: string, address = /<a href="([^"]*)">([^<]*)<\/a>/g): string {
  return html.replace(address, (link, href: string, text: string) =>
    isItsAddress(withoutEntities(text), withoutEntities(href)) ? text : link,
  );
}

/** Those that are written alike as a link and as text. */
const PLAIN_ADDRESS = /(?<!&lt;|&#x3C;)<a href="([^"]*)">([^<*_~[\]]*)<\/a>/g;

function isItsAddress(text: string, target: string): boolean {
  return [text, `http://${text}`, `mailto:${text}`].map(asWritten).includes(asWritten(target));
}

function withoutEntities(html: string): string {
  return html.replaceAll("&gt;", ">").replace(/&(?:#x26|amp);/g, "&");
}

/** Addresses are compared with all that must be encoded in them encoded. */
function asWritten(address: string): string {
  return URL.parse(address)?.href ?? address;
}

const SHOWN = 60;

function firstDifference(one: string, other: string): string {
  if (one === other) return "";
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 20);
  return `${JSON.stringify(one.slice(from, at + SHOWN))} / ${JSON.stringify(other.slice(from, at + SHOWN))}`;
}

const LINKED = "remark makes a link of an address in the text and takes too much or too little for it";

/** Pages where a reader is known to be wrong, and how. */
export const KNOWN_PARTINGS: ReadonlyMap<string, string> = new Map([
  [
    "reference/compound_stmts.html",
    "remark takes the blank line between a list and a quote, both in a quote in an item, for one between items",
  ],
  ["changes.html", LINKED],
  ["technical/partial-clone.html", LINKED],
  ["usage/configuration.html", LINKED],
  ["whatsnew/2.6.html", "remark encodes the sign that starts no code in an address"],
  [
    "functions-array.html",
    "code of several lines in a cell keeps its blanks in the Markdown, but HTML shows them as one",
  ],
]);
