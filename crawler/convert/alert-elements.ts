import { type Element, isTag, isText } from "domhandler";
import { collapseBlanks, descendants, plainText } from "../extract/plain-text.ts";
import { type AlertType, alertType, type ClassRole } from "./class-role.ts";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";

type AlertRole = Extract<ClassRole, { kind: "alert" }>;

const ALERT_TAGS = new Set(["div", "aside", "section", "blockquote", "p", "dl", "article", "table"]);
const TITLE_CLASS = /(?:^|[\s_-])(?:title|heading|caption)(?:$|[\s_-])|[a-z](?:Heading|Title)_/;
const TITLE_TAGS = /^(?:h[1-6]|p|div|span|strong|dt|header)$/;
/** The title stands at the start; no further elements are looked at. */
const TITLE_WITHIN = 8;

export function openAlert(walk: PageWalk, element: Element, role: AlertRole): Handling {
  if (!ALERT_TAGS.has(element.name)) return undefined;
  if (role.label === "deprecated" && isEntry(element)) return undefined;
  if (/(?:^|\s)quote(?:\s|$)/.test(element.attribs["class"] ?? "")) return openPlainQuote(walk, element);
  const title = takeTitle(walk, element);
  if (element.name === "dl") walk.lists.push({ kind: "none" });
  passOverLayout(walk, element);
  if (title === undefined && walk.build.breaking === "free") passOverLabel(walk, element, role);
  const alert = new LightNode("ALERT");
  alert.info = typeOfAttributes(element) ?? role.type;
  const isOpen = walk.build.openFlow(alert);
  if (title !== undefined && !isDefaultTitle(plainText(title, 300), role)) walk.addBoldTitle(title);
  return () => {
    if (isOpen) walk.build.closeFlow();
    else walk.build.endBlock();
    if (element.name === "dl") walk.lists.pop();
  };
}

/** The whole entry of something deprecated, which begins with its heading. */
function isEntry(element: Element): boolean {
  const first = element.children.find(isTag);
  return first !== undefined && /^h[1-6]$/.test(first.name) && !isTitle(first);
}

/** Material has an admonition that quotes. */
function openPlainQuote(walk: PageWalk, element: Element): Handling {
  const title = takeTitle(walk, element);
  if (!walk.build.openFlow(new LightNode("BLOCKQUOTE"))) return () => walk.build.endBlock();
  if (title !== undefined && !/^(?:quote|cite)?$/i.test(plainText(title, 300))) walk.addBoldTitle(title);
  return () => walk.build.closeFlow();
}

function typeOfAttributes({ attribs }: Element): AlertType | undefined {
  const label = attribs["role"] === "note" ? attribs["aria-label"]?.toLowerCase() : undefined;
  return alertType(attribs["data-callout-type"] ?? attribs["theme"] ?? label ?? "");
}

/** That something is deprecated no type of alert says. */
function isDefaultTitle(title: string, role: AlertRole): boolean {
  if (role.label === "deprecated") return title === "";
  const word = title
    .toLowerCase()
    .replace(/[:!.\s]+$/, "")
    .replace(/^[^\p{L}]+/u, "");
  const single = word.replace(/s$/, "");
  return word === "" || [word, single].some((one) => one === role.label || one === role.type.toLowerCase());
}

function takeTitle(walk: PageWalk, element: Element): Element | undefined {
  let seen = 0;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if ((seen += 1) > TITLE_WITHIN) return undefined;
    if (!isTitle(node)) continue;
    walk.consumed.add(node);
    return node;
  }
  return undefined;
}

function isTitle(element: Element): boolean {
  if (element.name === "dt" || isBesideIcon(element)) return true;
  return TITLE_TAGS.test(element.name) && TITLE_CLASS.test((element.attribs["class"] ?? "").slice(0, 300));
}

/** DocBook's titles, where its stylesheets lay alerts out with icons. */
function isBesideIcon({ name, parent }: Element): boolean {
  if (name !== "th" || parent === null) return false;
  return parent.children.some(
    (cell) => isTag(cell) && cell.name === "td" && cell.children.some((child) => isTag(child) && child.name === "img"),
  );
}

/** Asciidoctor and old DocBook put the icon and the text of an alert into a table. */
function passOverLayout(walk: PageWalk, element: Element): void {
  let seen = 0;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if ((seen += 1) > TITLE_WITHIN) return;
    if (node.name === "span" && node.attribs["class"] === "callout-icon") walk.consumed.add(node);
    if (node.name === "td" && /(?:^|\s)icon(?:\s|$)/.test(node.attribs["class"] ?? "")) walk.consumed.add(node);
    if (node.name === "img" && /^\[?(?:note|tip|important|warning|caution)\]?$/i.test(node.attribs["alt"] ?? "")) {
      walk.consumed.add(node);
    }
  }
}

/** "Note:" in bold before the text says what the alert's kind says; without a colon it may be a word of the sentence. */
function passOverLabel(walk: PageWalk, element: Element, role: AlertRole): void {
  let seen = 0;
  for (const node of descendants(element)) {
    if (isText(node) && node.data.trim() !== "") return;
    if (!isTag(node)) continue;
    if ((seen += 1) > TITLE_WITHIN) return;
    if (node.name !== "b" && node.name !== "strong") continue;
    const label = plainText(node, 40);
    if (label.endsWith(":") && isDefaultTitle(label, role)) walk.consumed.add(node);
    return;
  }
}

/** A folder in a tree of files: its name and its files are an item and a list. */
function isFolder({ parent }: Element): boolean {
  return parent !== null && isTag(parent) && /(?:^|\s)directory(?:\s|$)/.test(parent.attribs["class"] ?? "");
}

/** Markdown has no collapsed text; HTML around Markdown says it on GitHub and elsewhere. */
export function openDetails(walk: PageWalk, element: Element): Handling {
  if (isFolder(element)) return () => walk.build.endBlock();
  const summary = element.children.find((child): child is Element => isTag(child) && child.name === "summary");
  if (summary !== undefined && holdsSectionHeading(walk, summary)) return openUnfolded(walk);
  const details = new LightNode("DETAILS", summary === undefined ? "" : collapseBlanks(plainText(summary, 500)));
  if (!walk.build.openFlow(details)) return () => walk.build.endBlock();
  if (summary !== undefined) walk.consumed.add(summary);
  return () => walk.build.closeFlow(details.text !== "");
}

/** A section that folds: its heading has to stay one, and a summary is a line of text. */
function openUnfolded(walk: PageWalk): Handling {
  walk.build.endBlock();
  return () => walk.build.endBlock();
}

/** One that has no anchor, on a page whose headings have theirs, is how a theme draws the summary. */
function holdsSectionHeading(walk: PageWalk, summary: Element): boolean {
  for (const node of descendants(summary)) {
    if (!isTag(node) || !/^h[1-6]$/.test(node.name)) continue;
    return !walk.hasAnchoredHeadings || hasAnchor(node) || hasAnchor(summary) || hasAnchor(summary.parent);
  }
  return false;
}

function hasAnchor(node: Element["parent"]): boolean {
  if (node === null || !isTag(node)) return false;
  return node.attribs["id"] !== undefined || node.children.some((child) => isTag(child) && child.name === "a");
}
