import type { Element, Nodes, Root } from "hast";

export const ITEM_KINDS = [
  "heading",
  "code",
  "cell",
  "list item",
  "link",
  "image",
  "admonition",
  "footnote",
  "folded text",
  "tab",
  "formula",
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** One thing that a page's structure consists of. Two are the same when kind and key are. */
export interface Item {
  readonly kind: ItemKind;
  /** What identifies it, `text` included. */
  readonly key: string;
  /** What a reader sees of it: text, code, or an image's alternative. */
  readonly text: string;
  /** Code only: its language, "" when none is told. */
  readonly language?: string;
}

export interface OutlineOptions {
  /** The place that a reference leads to, in a form that both sides share; undefined: not looked at. */
  readonly target: (reference: string) => string | undefined;
}

/** Lists what a tree of HTML elements (from Markdown or not) holds, in the order of the document. */
export function outlineOf(tree: Root, options: OutlineOptions): Item[] {
  const items: Item[] = [];
  visit(tree, { items, target: options.target, depth: 0 });
  return items;
}

interface Walk {
  readonly items: Item[];
  readonly target: OutlineOptions["target"];
  /** Lists around the node. */
  readonly depth: number;
}

function visit(node: Nodes, walk: Walk): void {
  if (node.type === "element" && !visitElement(node, walk)) return;
  if (!("children" in node)) return;
  const isList = node.type === "element" && ["ul", "ol", "dl"].includes(node.tagName);
  const inner = isList ? { ...walk, depth: walk.depth + 1 } : walk;
  for (const child of node.children) visit(child, inner);
}

/** False when what is inside has been dealt with. */
function visitElement(element: Element, walk: Walk): boolean {
  const { tagName, properties } = element;
  if (/^h[1-6]$/.test(tagName)) {
    if (properties["id"] === "footnote-label") return false;
    const text = proseOf(element);
    if (text !== "") walk.items.push({ kind: "heading", key: `${tagName}|${text}`, text });
    return true;
  }
  switch (tagName) {
    case "pre":
      walk.items.push(codeItem(element));
      return false;
    case "td":
    case "th": {
      const text = proseOf(element);
      if (text !== "") walk.items.push({ kind: "cell", key: text, text });
      return true;
    }
    case "li":
      if (isFootnote(element)) addFootnote(element, walk);
      else addListItem(element, walk);
      return true;
    case "summary":
      addFolded(element, walk);
      return true;
    case "dl":
      addDescriptions(element, walk);
      return true;
    case "a":
      addLink(element, walk);
      return true;
    case "img":
      addImage(element, walk);
      return false;
    case "blockquote":
      addAdmonition(element, walk);
      return true;
    default:
      return true;
  }
}

function codeItem(pre: Element): Item {
  const [code] = pre.children.filter((child) => child.type === "element" && child.tagName === "code");
  const classes = code?.type === "element" ? code.properties["className"] : undefined;
  const named = Array.isArray(classes) ? classes.map(String).find((name) => name.startsWith("language-")) : undefined;
  const text = rawText(code ?? pre).replace(/\n+$/, "");
  const language = named?.slice("language-".length).toLowerCase() ?? "";
  return { kind: "code", key: text, text, language: NO_LANGUAGE.has(language) ? "" : language };
}

/** Names that say only that the code is in none. */
const NO_LANGUAGE = new Set(["text", "plaintext", "plain", "txt", "none", "default", "ansi"]);

function addListItem(element: Element, { items, depth }: Walk): void {
  const text = ownText(element);
  if (text === "") return;
  const box = element.children
    .flatMap((child) => (child.type === "element" && child.tagName === "p" ? [child, ...child.children] : [child]))
    .find((child) => child.type === "element" && child.tagName === "input");
  const isChecked = box?.type === "element" && box.properties["checked"] === true;
  const task = box === undefined ? "" : isChecked ? "[x] " : "[ ] ";
  items.push(listItem(depth, task, text));
}

/** A term and its description are joined by a colon or not: neither counts. */
export function listItem(depth: number, task: string, said: string, text = said): Item {
  return { kind: "list item", key: `${depth}|${task}${said.replace(/:(?= )/g, "")}`, text };
}

/** A term and its description are one item of a list. */
function addDescriptions({ children }: Element, { items, depth }: Walk): void {
  let term = "";
  for (const child of children) {
    if (child.type !== "element") continue;
    if (child.tagName === "dt") term = proseOf(child);
    if (child.tagName !== "dd") continue;
    items.push(listItem(depth + 1, "", `${term} ${ownText(child)}`, ownText(child)));
  }
}

/** Text of an item without that of the lists, code and quotes below it. */
function ownText(element: Element): string {
  const own = element.children.filter(
    (child) => child.type !== "element" || !["ul", "ol", "pre", "blockquote", "table", "dl"].includes(child.tagName),
  );
  return normalise(own.map((child) => rawText(child) + gapAfter(child)).join(""));
}

function addLink(element: Element, { items, target }: Walk): void {
  const { href, dataFootnoteRef, dataFootnoteBackref, className } = element.properties;
  if (typeof href !== "string" || dataFootnoteRef !== undefined || dataFootnoteBackref !== undefined) return;
  if ([className].flat().some((name) => name === "footnote-ref" || name === "footnote-backref")) return;
  const place = target(href);
  const text = proseOf(element);
  if (place !== undefined && text !== "") items.push({ kind: "link", key: `${text} -> ${place}`, text });
}

function addImage({ properties }: Element, { items }: Walk): void {
  const source = typeof properties["src"] === "string" ? properties["src"] : "";
  const alt = normalise(typeof properties["alt"] === "string" ? properties["alt"] : "");
  // Docutils gives pictures without a text their path for one.
  const text = source.endsWith(alt) ? "" : alt;
  items.push({ kind: "image", key: `${text} <- ${stemOf(source)}`, text });
}

/** A file's name without what builders add to it: folders, queries, content hashes, endings. */
export function stemOf(reference: string): string {
  const name = reference.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  return decode(name)
    .replace(/(\.\w+)$/, (ending) => ending.toLowerCase())
    .replace(/[.-](?=[\w-]*[A-Z])[\w-]{8}(?=\.\w+$)/, "")
    .toLowerCase()
    .replace(/\.\w+$/, "")
    .replace(/\.[\w-]{8}$|[.-][\w-]*\d[\w-]{4,}$/, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addAdmonition(element: Element, { items }: Walk): void {
  const text = proseOf(element);
  const kind = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\] ?/.exec(text);
  if (kind === null) return;
  const said = text.slice(kind[0].length, kind[0].length + 60).trim();
  items.push({ kind: "admonition", key: `${kind[1]}|${said}`, text: said });
}

/** As GitHub's Markdown and Python-Markdown name them. */
function isFootnote(element: Element): boolean {
  return /(?:^|-)fn[-:]/.test(String(element.properties["id"] ?? ""));
}

/** What it says, without the sign that leads back. */
function addFootnote(element: Element, { items }: Walk): void {
  items.push(footnote(ownText(element)));
}

export function footnote(said: string): Item {
  const text = normalise(said.replace(/\s*\u21A9.*$/, ""));
  return { kind: "footnote", key: text, text };
}

/** Text that opens at a click, by its summary; only what a page's author wrote as such. */
function addFolded(element: Element, { items }: Walk): void {
  const text = proseOf(element);
  if (text !== "") items.push({ kind: "folded text", key: text, text });
}

function proseOf(element: Element): string {
  return normalise(rawText(element));
}

function rawText(node: Nodes): string {
  if (node.type === "text") return node.value;
  if (node.type === "element") {
    if (node.tagName === "br") return "\n";
    if (node.properties["dataFootnoteBackref"] !== undefined) return "";
    if (node.properties["dataFootnoteRef"] !== undefined) return "";
  }
  return "children" in node ? node.children.map((child) => rawText(child) + gapAfter(child)).join("") : "";
}

/** Blocks end a word. */
function gapAfter(node: Nodes): string {
  return node.type === "element" && /^(?:p|div|li|ul|ol|blockquote|td|th|tr|dd|dt|h[1-6])$/.test(node.tagName)
    ? "\n"
    : "";
}

/** Blanks as one, typographers' signs as what is typed for them. */
export function normalise(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D\u00AB\u00BB]/g, '"')
    .replaceAll("\u2014", "---")
    .replaceAll("\u2013", "--")
    .replaceAll("\u2026", "...")
    .replace(/[\u200B\u00AD\uFEFF]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}
