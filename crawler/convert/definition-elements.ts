import { type Element, isTag, isText } from "domhandler";
import { plainText } from "../extract/plain-text.ts";
import { classRole } from "./class-role.ts";
import { LightNode } from "./light-node.ts";
import type { Handler, Handling, ListState, PageWalk } from "./page-walk.ts";
import { settleDefinition, settleList } from "./settle-list.ts";

export const DEFINITION_HANDLERS: Readonly<Record<string, Handler>> = {
  dl: openDefinitions,
  dt: openTerm,
  dd: openDescription,
};

/** Of a `dl`, of an entry without one, or of what a generator sets out as such, as rustdoc does the items of a module. */
export function openDefinitions(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  build.endBlock();
  const list = new LightNode("UL");
  list.info = "definitions";
  const state = definitionState(walk, element, list);
  walk.lists.push(state);
  if (state.kind === "entries") walk.entryDepth += 1;
  return () => {
    walk.lists.pop();
    if (state.kind === "entries") walk.entryDepth -= 1;
    if (state.kind !== "definitions") return build.endBlock();
    closeItem(walk);
    settleList(build.closeFlow(), true);
  };
}

/** Docutils for HTML 4 lays lists of fields out as tables: their cells are terms and descriptions. */
export function openFieldTable(walk: PageWalk, table: Element): Handling {
  if (walk.build.breaking !== "free") return undefined;
  const rows = table.children
    .filter(isTag)
    .flatMap((part) => (part.name === "tr" ? [part] : part.children.filter(isTag)));
  const cells = rows.flatMap((row) => row.children.filter(isTag)).filter((cell) => fieldPart(cell) !== undefined);
  for (const [at, cell] of cells.entries()) {
    cell.name = fieldPart(cell) === "name" ? "dt" : "dd";
    cell.parent = table;
    cell.prev = cells[at - 1] ?? null;
    cell.next = cells[at + 1] ?? null;
  }
  table.name = "dl";
  table.children = cells;
  return openDefinitions(walk, table);
}

const fieldPart = ({ attribs }: Element): string | undefined => /^field-(name|body)/.exec(attribs["class"] ?? "")?.[1];

function definitionState(walk: PageWalk, element: Element, list: LightNode): ListState {
  if (walk.build.breaking !== "free") return { kind: "none" };
  if (isFootnotes(walk, element)) return { kind: "footnotes" };
  if (isApiList(element)) return { kind: "entries" };
  const parts = partsOf(element);
  if (!parts.some((part) => part.name !== "dd" && plainText(part, 1) !== "")) return { kind: "none" };
  if (!walk.build.openFlow(list)) return { kind: "none" };
  const isContents = walk.lists.at(-1)?.isContents === true || isContentsList(element) || isIndex(element, parts);
  return { kind: "definitions", isContents };
}

/** What a list holds; of entries without one, what stands beside the first. */
function partsOf(element: Element): Element[] {
  if (element.name === "dl") return element.children.filter(isTag);
  const parts: Element[] = [];
  for (let part: Element | undefined = element; part !== undefined; part = partBeside(part, "next")) parts.push(part);
  return parts;
}

/** Entries of an index say where they lead in the term, and nothing else. */
function isIndex({ name }: Element, parts: readonly Element[]): boolean {
  return name !== "dl" && !parts.some((part) => part.name === "dd" && part.children.length > 0);
}

/** DocBook's lists of chapters and sections, and the index of a book: each term stands for itself. */
function isContentsList({ attribs, parent }: Element): boolean {
  if (classRole(attribs["class"] ?? "")?.kind === "contents-list") return true;
  return parent !== null && isTag(parent) && /^index(?:div)?$/.test(parent.attribs["class"] ?? "");
}

function isFootnotes(walk: PageWalk, element: Element): boolean {
  const term = firstTerm(element);
  return term !== undefined && walk.footnotes.has(term.attribs["id"] ?? "");
}

/** Sphinx and Texinfo describe functions, classes, options in definition lists whose terms are signatures. */
function isApiList(element: Element): boolean {
  const classList = element.attribs["class"] ?? "";
  const term = firstTerm(element);
  if (term === undefined) return false;
  if (/(?:^|\s)sig(?:\s|$)/.test(term.attribs["class"] ?? "")) return true;
  if (categoryOf(term) !== undefined) return true;
  if (classRole(classList)?.kind !== "api-list") return false;
  return term.children.some((child) => isTag(child) && /descname|sig-name/.test(child.attribs["class"] ?? ""));
}

/** Texinfo's word for what is defined, "Function: ". */
function categoryOf(term: Element): Element | undefined {
  return term.children.find(
    (child): child is Element => isTag(child) && /^category(?:-def)?$/.test(child.attribs["class"] ?? ""),
  );
}

function firstTerm(element: Element): Element | undefined {
  return element.children.find((child): child is Element => isTag(child) && child.name === "dt");
}

/** GTK-Doc's glossaries and indexes have entries without a list around them: its end is that of the last one. */
function openWithoutList(walk: PageWalk, element: Element, open: Handler): Handling {
  if (partBeside(element, "prev") === undefined) {
    const end = openDefinitions(walk, element);
    const state = walk.lists.at(-1);
    if (state !== undefined && typeof end === "function") state.end = end;
  }
  const close = open(walk, element);
  return () => {
    if (typeof close === "function") close();
    if (partBeside(element, "next") === undefined) walk.lists.at(-1)?.end?.();
  };
}

function hasList({ parent }: Element): boolean {
  if (parent === null || !isTag(parent)) return false;
  return parent.name === "dl" || (parent.parent !== null && isTag(parent.parent) && parent.parent.name === "dl");
}

/** The term or description directly beside one. */
function partBeside(part: Element, side: "prev" | "next"): Element | undefined {
  let node = part[side];
  while (node !== null && isText(node) && node.data.trim() === "") node = node[side];
  return node !== null && isTag(node) && (node.name === "dt" || node.name === "dd") ? node : undefined;
}

function openTerm(walk: PageWalk, element: Element): Handling {
  return hasList(element) ? openListedTerm(walk, element) : openWithoutList(walk, element, openListedTerm);
}

export function openListedTerm(walk: PageWalk, element: Element): Handling {
  const state = walk.lists.at(-1);
  if (state?.kind === "entries") return openEntry(walk, element);
  if (state?.kind === "footnotes") return takeLabel(walk, state, element);
  if (state?.kind !== "definitions" || walk.build.breaking !== "free") {
    walk.build.endBlock();
    return () => walk.build.endBlock();
  }
  return openDefinitionTerm(walk, state);
}

function openEntry(walk: PageWalk, term: Element): Handling {
  const category = categoryOf(term);
  if (category !== undefined && plainText(category, 10) === ":") walk.consumed.add(category);
  if (!walk.openHeading(walk.headingLevel + walk.entryDepth)) return () => walk.build.endBlock();
  walk.isSignature = true;
  walk.build.pushInline("CODE");
  return () => {
    walk.build.popInline();
    walk.isSignature = false;
    walk.closeHeading();
  };
}

function takeLabel(walk: PageWalk, state: ListState, element: Element): Handling {
  state.label = walk.footnotes.get(element.attribs["id"] ?? "");
  return "skip";
}

function openDefinitionTerm(walk: PageWalk, { isContents }: ListState): Handling {
  const { build } = walk;
  build.endBlock();
  if (isContents === true || build.flow.nodeName !== "LI" || build.flow.childNodes.at(-1)?.info !== "term") {
    closeItem(walk);
    openDefinitionItem(walk);
  }
  const line = new LightNode("P");
  line.info = "term";
  if (!build.openLine(line, "space")) return undefined;
  if (isContents === true) return () => build.closeLine();
  build.pushInline("STRONG");
  return () => {
    build.popInline();
    build.closeLine();
  };
}

function openDefinitionItem(walk: PageWalk): void {
  const item = new LightNode("LI");
  item.info = "- ";
  walk.build.openFlow(item);
}

/** The item that a term opened stays open until the next term or the end of the list. */
function closeItem(walk: PageWalk): void {
  walk.build.endBlock();
  if (walk.build.flow.nodeName === "LI") settleDefinition(walk.build.closeFlow());
}

function openDescription(walk: PageWalk, element: Element): Handling {
  return hasList(element) ? openListedDescription(walk) : openWithoutList(walk, element, openListedDescription);
}

function openListedDescription(walk: PageWalk): Handling {
  const state = walk.lists.at(-1);
  const { build } = walk;
  build.endBlock();
  if (state?.kind === "footnotes" && state.label !== undefined) {
    const footnote = new LightNode("FOOTNOTE", state.label);
    state.label = undefined;
    if (build.openFlow(footnote)) return () => build.closeFlow();
  }
  if (state?.kind === "definitions" && build.flow.nodeName === "UL") openDefinitionItem(walk);
  return () => build.endBlock();
}
