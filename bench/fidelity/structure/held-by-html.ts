import type { Element, Nodes, Root } from "hast";
import type { Item, ItemKind } from "./outline.ts";

/**
 * Tells of an item whether the built page still says it, anywhere: in an element of that kind, blanks not counted.
 * What a generator left out or turned into something else no reader of its HTML can give back.
 */
export function heldBy(html: Root, target: (reference: string) => string | undefined): (item: Item) => boolean {
  const texts = collect(html);
  return (item) => {
    if (item.kind === "link") return leadsTo(texts.links, item, target);
    // No element tells them in all themes: what is on the page in any form can be given back.
    if (item.kind === "tab" || item.kind === "formula") return true;
    if (item.kind === "image") return texts.image.some((text) => text === squeeze(item.text));
    const level = item.kind === "heading" ? item.key.slice(0, 2) : "";
    const sought = level + (item.kind === "code" ? joinLines(item.text) : squeeze(item.text));
    if (!texts[item.kind].some((text) => text.includes(sought))) return false;
    return item.kind !== "code" || (item.language ?? "") === "" || tellsLanguage(texts.tokens, item.language ?? "");
  };
}

/** A link that the generator led elsewhere, by rules of its own, is not the one of the source any more. */
function leadsTo(links: Texts["links"], item: Item, target: (reference: string) => string | undefined): boolean {
  const text = squeeze(item.text);
  const place = item.key.slice(item.key.lastIndexOf(" -> ") + 4);
  return links.some((link) => link.text.includes(text) && target(link.href) === place);
}

type Texts = Record<ItemKind, string[]> & {
  readonly tokens: Set<string>;
  readonly links: { readonly text: string; readonly href: string }[];
};

const KIND_OF: Readonly<Record<string, ItemKind>> = {
  td: "cell",
  th: "cell",
  li: "list item",
  dd: "list item",
  summary: "folded text",
};

function collect(tree: Root): Texts {
  const texts: Texts = {
    heading: [],
    code: [],
    cell: [],
    "list item": [],
    link: [],
    image: [],
    admonition: [],
    footnote: [],
    "folded text": [],
    tab: [],
    formula: [],
    tokens: new Set(),
    links: [],
  };
  const stack: Nodes[] = [tree];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === "element") note(node, texts);
    if ("children" in node) stack.push(...node.children);
  }
  return texts;
}

function note(element: Element, texts: Texts): void {
  const { tagName, properties } = element;
  noteTokens(properties, texts.tokens);
  if (/^h[1-6]$/.test(tagName)) texts.heading.push(tagName + squeeze(textOf(element)));
  else if (tagName === "img") texts.image.push(squeeze(String(properties["alt"] ?? "")));
  else if (tagName === "a") {
    texts.links.push({ text: squeeze(textOf(element)), href: String(properties["href"] ?? "") });
  } else if (tagName === "pre") texts.code.push(joinLines(textOf(element)));
  else if (isFootnote(element)) texts.footnote.push(squeeze(textOf(element)));
  else if (tagName in KIND_OF) texts[KIND_OF[tagName] ?? "cell"].push(squeeze(textOf(element)));
  else if (isAdmonition(element)) texts.admonition.push(squeeze(textOf(element)));
}

/** By what all themes share: a block that says in a class or a role what it is. */
function isAdmonition({ tagName, properties }: Element): boolean {
  if (!["div", "aside", "blockquote", "details", "section", "dl"].includes(tagName)) return false;
  const names = [properties["className"], properties["role"]].flat().join(" ");
  return /admonition|alert|callout|custom-block|hint|note|tip|warning|caution|danger|important|blockquote-tag/i.test(
    names,
  );
}

/** By what themes share: an id or a class that says so. */
function isFootnote({ properties }: Element): boolean {
  const names = [properties["className"], properties["id"]].flat().join(" ");
  return /foot-?note|(?:^|[\s-])fn[-:\d]/i.test(names);
}

function noteTokens(properties: Element["properties"], tokens: Set<string>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "className" && Array.isArray(value)) for (const one of value) tokens.add(String(one).toLowerCase());
    else if (/lang/i.test(name)) tokens.add(String(value).toLowerCase());
  }
}

/** The language as a class or attribute of its own, or after one of the usual prefixes. */
function tellsLanguage(tokens: ReadonlySet<string>, language: string): boolean {
  return ["", "language-", "lang-", "highlight-", "brush-", "src-"].some((prefix) => tokens.has(prefix + language));
}

function textOf(node: Nodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

/** Some themes part lines by elements instead of line feeds. */
function joinLines(code: string): string {
  return code.replace(/[\r\n\u200B]/g, "");
}

/** Without blanks and signs that typographers change. */
function squeeze(text: string): string {
  return text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D\u00AB\u00BB]/g, '"')
    .replaceAll("\u2014", "---")
    .replaceAll("\u2013", "--")
    .replaceAll("\u2026", "...")
    .replace(/[\s\u200B\u00AD\uFEFF]/g, "");
}
