import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { parseDocument } from "htmlparser2";
import { placeOf, urlOf } from "./link-places.ts";
import { parseHtmlTree } from "./markdown-tree.ts";
import { footnote, type Item, listItem, normalise, outlineOf, stemOf } from "./outline.ts";

/** What a page's Docutils tree (Sphinx's own reading of its source, written as XML) holds. */
export function sphinxItems(xml: string, path: string): Item[] {
  const items: Item[] = [];
  const document = parseDocument(xml, { xmlMode: true });
  for (const child of document.children) visit(child, { items, level: 0, depth: 0, path });
  return items;
}

interface Walk {
  readonly items: Item[];
  /** Sections around the node. */
  readonly level: number;
  /** Lists around the node. */
  readonly depth: number;
  readonly path: string;
}

const ALERTS: Readonly<Record<string, string>> = {
  note: "NOTE",
  seealso: "NOTE",
  todo: "NOTE",
  tip: "TIP",
  hint: "TIP",
  important: "IMPORTANT",
  warning: "WARNING",
  attention: "WARNING",
  deprecated: "WARNING",
  caution: "WARNING",
  danger: "CAUTION",
  error: "CAUTION",
};
const UNSEEN = new Set(["comment", "substitution_definition", "target", "index", "system_message", "meta", "toctree"]);

function visit(node: ChildNode, walk: Walk): void {
  if (!isTag(node) || UNSEEN.has(node.name)) return;
  const { name } = node;
  if (name === "raw" && node.attribs["format"] === "html") return addRaw(node, walk);
  if (name === "raw" || (name === "only" && node.attribs["expr"] !== "html")) return;
  if (name === "topic" && (node.attribs["classes"] ?? "").includes("contents")) return;
  const inner = see(node, walk);
  if (inner !== undefined) for (const child of node.children) visit(child, inner);
}

function addRaw(node: Element, { items, path }: Walk): void {
  const target = (reference: string): string | undefined => placeOf(reference, urlOf(path));
  items.push(...outlineOf(parseHtmlTree(textOf(node)), { target }));
}

/** How to go on inside; undefined where all is said. */
function see(node: Element, walk: Walk): Walk | undefined {
  const { items, level, depth } = walk;
  switch (node.name) {
    case "section":
      return { ...walk, level: level + 1 };
    case "title":
      if (node.parent !== null && isTag(node.parent) && node.parent.name === "section") {
        const text = normalise(textOf(node));
        items.push({ kind: "heading", key: `h${Math.min(6, level)}|${text}`, text });
      }
      return walk;
    case "literal_block":
    case "doctest_block": {
      const text = textOf(node).replace(/\n+$/, "");
      items.push({ kind: "code", key: text, text, language: languageOf(node) });
      return undefined;
    }
    case "entry": {
      const text = normalise(textOf(node));
      if (text !== "") items.push({ kind: "cell", key: text, text });
      return walk;
    }
    case "desc":
      return { ...walk, level: level + 1 };
    case "desc_signature": {
      const text = normalise(textOf(node));
      items.push({ kind: "heading", key: `h${Math.min(6, level)}|${text}`, text });
      return undefined;
    }
    case "bullet_list":
    case "enumerated_list":
    case "definition_list":
    case "field_list":
      return { ...walk, depth: depth + 1 };
    case "list_item":
      addListItem(node, walk);
      return walk;
    case "definition_list_item":
    case "field":
      addDescription(node, walk);
      return walk;
    case "reference":
      addLink(node, walk);
      return walk;
    case "footnote": {
      const said = node.children
        .filter((child) => !isTag(child) || child.name !== "label")
        .map((child) => textOf(child));
      items.push(footnote(said.join("")));
      return walk;
    }
    case "image":
      addImage(node, walk);
      return undefined;
    default:
      addAdmonition(node, walk);
      return walk;
  }
}

/** Languages that say only that nothing was said: Sphinx shows them as such, or guesses. */
function languageOf({ attribs, name }: Element): string {
  const language = (attribs["language"] ?? "").toLowerCase();
  return name === "doctest_block" || /^(?:default|none|text|guess)$/.test(language) ? "" : language;
}

function addListItem(node: Element, { items, depth }: Walk): void {
  const text = ownText(node);
  if (text !== "") items.push(listItem(depth, "", text));
}

function ownText(node: Element): string {
  return normalise(
    node.children
      .filter((child) => !isTag(child) || !(OWN_BLOCKS.test(child.name) || alertOf(child) !== undefined))
      .map((child) => textOf(child))
      .join(""),
  );
}

const OWN_BLOCKS = /_list$|^(?:literal_block|doctest_block|table|block_quote)$/;

/** A term and its description are one item. */
function addDescription(node: Element, { items, depth }: Walk): void {
  const terms = node.children.filter((child) => isTag(child) && /^(?:term|field_name)$/.test(child.name));
  const bodies = node.children.filter(isTag).filter(({ name }) => /^(?:definition|field_body)$/.test(name));
  if (bodies.length === 0) return;
  const own = bodies.map(ownText).join(" ");
  items.push(listItem(depth, "", `${normalise(terms.map((term) => textOf(term)).join(" "))} ${own}`.trim(), own));
}

function addLink(node: Element, { items, path }: Walk): void {
  const { refuri, refid } = node.attribs;
  const text = normalise(textOf(node));
  const place = placeOf(refuri ?? `#${refid ?? ""}`, urlOf(path));
  if (place !== undefined && text !== "") items.push({ kind: "link", key: `${text} -> ${place}`, text });
}

function addImage({ attribs }: Element, { items }: Walk): void {
  const text = normalise(attribs["alt"] ?? "");
  items.push({ kind: "image", key: `${text} <- ${stemOf(attribs["uri"] ?? "")}`, text });
}

function addAdmonition(node: Element, { items }: Walk): void {
  const kind = alertOf(node);
  if (kind === undefined) return;
  const label = node.name === "seealso" ? "See also " : "";
  const said = `${label}${normalise(textOf(node))}`.slice(0, 60).trim();
  items.push({ kind: "admonition", key: `${kind}|${said}`, text: said });
}

function alertOf(node: Element): string | undefined {
  if (node.name === "admonition") return classAlert(node) ?? "NOTE";
  return ALERTS[node.attribs["type"] ?? ""] ?? ALERTS[node.name];
}

function classAlert({ attribs }: Element): string | undefined {
  const classes = (attribs["classes"] ?? "").split(" ");
  return classes.map((name) => ALERTS[name]).find((alert) => alert !== undefined);
}

const BLOCKS = /^(?:paragraph|title|list_item|entry|row|section|term|definition|line|literal_block)$/;

function textOf(node: ChildNode): string {
  if (isText(node)) return node.data;
  if (!isTag(node) || UNSEEN.has(node.name) || node.name === "footnote_reference") return "";
  const text = node.children.map((child) => textOf(child)).join("");
  return BLOCKS.test(node.name) ? `${text}\n` : text;
}
