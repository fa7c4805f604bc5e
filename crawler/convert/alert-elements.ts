import { type ChildNode, type Element, isTag, isText } from "domhandler";
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

export function openAlert(walk: PageWalk, element: Element, byClass: AlertRole): Handling {
  if (!ALERT_TAGS.has(element.name)) return undefined;
  const role = element.attribs["class"] === "admonitionblock" ? (roleOfIcon(element) ?? byClass) : byClass;
  if (role.label === "deprecated" && isEntry(element)) return undefined;
  if (/(?:^|\s)quote(?:\s|$)/.test(element.attribs["class"] ?? "")) return openPlainQuote(walk, element);
  const isTitled = TITLED.test(element.attribs["class"] ?? "");
  if (isTitled && element.name !== "blockquote") return undefined;
  const title = isTitled ? takeFirst(walk, element) : takeTitle(walk, element, role);
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

/** Just the Docs calls a quotation so whose first paragraph is the title; elsewhere it is the title itself. */
const TITLED = /^[a-z]+-title$/;

function takeFirst(walk: PageWalk, element: Element): Element | undefined {
  const first = element.children.find(isTag);
  if (first !== undefined) walk.consumed.add(first);
  return first;
}

/** The whole entry of something deprecated, which begins with its heading. */
function isEntry(element: Element): boolean {
  const first = element.children.find(isTag);
  return first !== undefined && /^h[1-6]$/.test(first.name) && !isTitle(first);
}

/** Material has an admonition that quotes. */
function openPlainQuote(walk: PageWalk, element: Element): Handling {
  const title = takeTitle(walk, element, undefined);
  if (!walk.build.openFlow(new LightNode("BLOCKQUOTE"))) return () => walk.build.endBlock();
  if (title !== undefined && !/^(?:quote|cite)?$/i.test(plainText(title, 300))) walk.addBoldTitle(title);
  return () => walk.build.closeFlow();
}

function typeOfAttributes({ attribs, prev }: Element): AlertType | undefined {
  const label = attribs["role"] === "note" ? attribs["aria-label"]?.toLowerCase() : undefined;
  return alertType(attribs["data-callout-type"] ?? attribs["theme"] ?? label ?? colourBeside(prev) ?? "");
}

/** Retype tells the type by the colour of a bar in front of the text. */
function colourBeside(node: ChildNode | null): string | undefined {
  const before = node !== null && isText(node) ? node.prev : node;
  if (before === null || !isTag(before)) return undefined;
  return /(?:^|\s)bg-callout-([a-z]+)(?:\s|$)/.exec(before.attribs["class"] ?? "")?.[1];
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

function takeTitle(walk: PageWalk, element: Element, role: AlertRole | undefined): Element | undefined {
  const isHeaded = element.attribs["role"] === "alert" || /^[A-Z]+$/.test(element.attribs["class"] ?? "");
  let seen = 0;
  for (const node of descendants(element)) {
    if (!isTag(node)) continue;
    if ((seen += 1) > TITLE_WITHIN) return undefined;
    if (!isTitle(node) && !(isHeaded && isBareHeading(node)) && !isNamedAs(node, role)) continue;
    walk.consumed.add(node);
    return node;
  }
  return undefined;
}

function isTitle(element: Element): boolean {
  if (element.name === "dt" || isBesideIcon(element)) return true;
  return TITLE_TAGS.test(element.name) && TITLE_CLASS.test((element.attribs["class"] ?? "").slice(0, 300));
}

/** ExDoc's headings of admonitions have the class of their type. */
function isNamedAs({ name, attribs }: Element, role: AlertRole | undefined): boolean {
  return role !== undefined && /^h[3-6]$/.test(name) && attribs["class"] === role.label;
}

/** A heading of low level that nothing leads to, as Retype and DocFX have it above their callouts. */
function isBareHeading({ name, attribs }: Element): boolean {
  return (name === "h5" || name === "h6") && Object.keys(attribs).length === 0;
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

/** AsciiDoc itself names the type in the cell before the text alone: as its title, or as the picture's text. */
function roleOfIcon(element: Element): AlertRole | undefined {
  for (const node of descendants(element)) {
    if (!isTag(node) || node.name !== "td") continue;
    const picture = node.children.find((child): child is Element => isTag(child) && child.name === "img");
    const label = (picture?.attribs["alt"] ?? plainText(node, 20)).toLowerCase();
    const type = alertType(label);
    return type === undefined ? undefined : { kind: "alert", type, label };
  }
  return undefined;
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
  const summary = element.children.find((child): child is Element => isTag(child) && isSummary(child));
  if (summary !== undefined && holdsSectionHeading(walk, summary)) return openUnfolded(walk);
  const details = new LightNode("DETAILS", summary === undefined ? "" : collapseBlanks(plainText(summary, 500)));
  if (!walk.build.openFlow(details)) return () => walk.build.endBlock();
  if (summary !== undefined) walk.consumed.add(summary);
  return () => walk.build.closeFlow(details.text !== "");
}

function isSummary({ name, attribs }: Element): boolean {
  return name === "summary" || (name === "template" && attribs["#title"] !== undefined);
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
