import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import type { Handling, PageWalk, TabLabels } from "./page-walk.ts";

const MAX_TABS = 100;

/** The row of tabs: its texts become labels above the panels, all of which are shown. */
export function takeTabLabels(walk: PageWalk, element: Element): Handling {
  const tabs = tabsOf(element);
  const inOrder = tabs.map(labelOf);
  const byId = new Map<string, string>();
  for (const [at, { attribs }] of tabs.entries()) {
    for (const name of ["id", "aria-controls", "for"]) if (attribs[name]) byId.set(attribs[name], inOrder[at] ?? "");
  }
  walk.tabs = { byId, inOrder, used: 0 } satisfies TabLabels;
  labelPanels(walk, siblingPanels(element), inOrder);
  walk.build.endBlock();
  return "skip";
}

/** A row that only its class calls tabs: it is one when what follows it has as many parts. */
export function takeTabBar(walk: PageWalk, element: Element): Handling {
  const next = nextElement(element);
  if (next === undefined || next.attribs["class"] === element.attribs["class"]) return undefined;
  const panels = next.children.filter(isTag);
  const items = barItems(element);
  if (items.length < 2 || items.length !== panels.length) return undefined;
  const labels = items.map(labelOf);
  if (labels.some((label) => label === "" || label.length > MAX_BAR_LABEL)) return undefined;
  labelPanels(walk, panels, labels);
  walk.build.endBlock();
  return "skip";
}

/** Longer texts are a list of sentences, not of names. */
const MAX_BAR_LABEL = 60;
const TAB_PARTS = new Set([
  "li",
  "a",
  "button",
  "label",
  "span",
  "div",
  "b",
  "strong",
  "em",
  "code",
  "svg",
  "path",
  "img",
  "input",
]);

/** Its parts, where nothing in them is more than a name. */
function barItems(element: Element): Element[] {
  const parts = element.children.filter(isTag).filter(({ name }) => name !== "input");
  return parts.length <= MAX_TABS && holdsOnlyNames(element) ? parts : [];
}

/** Bounded: what is no row of tabs is walked afterwards, and may hold others. */
function holdsOnlyNames(element: Element): boolean {
  let seen = 0;
  for (const node of descendants(element)) {
    if ((seen += 1) > MAX_TABS * 10 || (isTag(node) && !TAB_PARTS.has(node.name))) return false;
  }
  return true;
}

/** VitePress and ReadMe put the panels, which nothing else marks, into the element after the labels. */
function siblingPanels(element: Element): Element[] {
  const next = nextElement(element);
  if (next === undefined || !/^(?:blocks|CodeTabs-inner)$/.test(next.attribs["class"] ?? "")) return [];
  return next.children.filter(isTag).slice(0, MAX_TABS);
}

function nextElement(element: Element): Element | undefined {
  let { next } = element;
  while (next !== null && !isTag(next)) ({ next } = next);
  return next ?? undefined;
}

function labelPanels(walk: PageWalk, panels: readonly Element[], labels: readonly string[]): void {
  for (const [at, panel] of panels.entries()) walk.panels.set(panel, labels[at] ?? "");
}

/** The label above a panel that is entered; what the panel itself is, is for others to say. */
export function labelPanel(walk: PageWalk, element: Element): void {
  const label = walk.panels.get(element);
  if (label === undefined) return;
  walk.panels.delete(element);
  walk.build.endBlock();
  walk.addBoldLine(label);
}

/** Elements that say they are tabs; where none does, labels and buttons are, and items of a list without those. */
function tabsOf(element: Element): Element[] {
  const tabs: Element[] = [];
  const controls: Element[] = [];
  const items: Element[] = [];
  for (const node of descendants(element)) {
    if (!isTag(node) || tabs.length >= MAX_TABS || controls.length >= MAX_TABS || items.length >= MAX_TABS) continue;
    if (node.attribs["role"] === "tab") tabs.push(node);
    else if (node.name === "label" || node.name === "button") controls.push(node);
    else if (node.name === "li") items.push(node);
  }
  if (tabs.length > 0) return tabs;
  return controls.length > 0 ? controls : items;
}

function labelOf(tab: Element): string {
  return plainText(tab, 200) || (tab.attribs["data-title"] ?? "");
}

export function openTabPanel(walk: PageWalk, element: Element): Handling {
  const { tabs } = walk;
  const label = panelLabel(tabs, element);
  walk.build.endBlock();
  walk.addBoldLine(label);
  const repeated = repeatedLabel(element, label);
  if (repeated !== undefined) {
    walk.consumed.add(repeated);
    walk.build.addId(repeated.attribs["id"] ?? "");
  }
  return () => {
    // Tabs in the panel had labels of their own.
    walk.tabs = tabs;
    walk.build.endBlock();
  };
}

/** VuePress and Nextra have the label in the panel once more, for readers without scripts and for the search. */
function repeatedLabel(panel: Element, label: string): Element | undefined {
  const [first, second] = panel.children.filter(isTag);
  if (first === undefined || second === undefined || label === "") return undefined;
  return LABELS.has(first.name) && plainText(first, 201) === label ? first : undefined;
}

const LABELS = new Set(["h1", "h2", "h3", "h4", "h5", "h6", "div", "p", "span", "strong"]);

function panelLabel(tabs: TabLabels | undefined, { attribs }: Element): string {
  if (tabs === undefined) return "";
  const named = tabs.byId.get(attribs["aria-labelledby"] ?? "") ?? tabs.byId.get(attribs["id"] ?? "");
  const label = named ?? tabs.inOrder[tabs.used] ?? "";
  tabs.used += 1;
  return label;
}

/** Retype leaves the drawing of tabs to a script, and their labels to templates. */
export function openTitledTab(walk: PageWalk, element: Element): Handling {
  const title = element.children.find((child): child is Element => isTag(child) && child.name === "template");
  walk.build.endBlock();
  if (title !== undefined) walk.addBoldLine(plainText(title, 200));
  return () => walk.build.endBlock();
}

/** The first such tabs of Python's Markdown had no classes on their labels. */
export function addPlainTabLabel(walk: PageWalk, element: Element): Handling {
  const { parent } = element;
  if (parent === null || !isTag(parent)) return undefined;
  if (/(?:^|\s)tabbed-set(?:\s|$)/.test(parent.attribs["class"] ?? "")) return addTabLabel(walk, element);
  return takeRadioTabs(walk, element, parent) ? "skip" : undefined;
}

/** Tabs by radio buttons, as on Django's pages: the labels are known by those, the panels by being as many. */
function takeRadioTabs(walk: PageWalk, label: Element, group: Element): boolean {
  let before = label.prev;
  while (before !== null && !isTag(before)) before = before.prev;
  if (before?.attribs["type"] !== "radio") return false;
  const parts = group.children.slice(0, 6 * MAX_TABS).filter(isTag);
  const labels = parts.filter(({ name }) => name === "label");
  const panels = parts.filter(({ name }) => name !== "label" && name !== "input");
  if (labels.length < 2 || labels.length !== panels.length) return false;
  for (const one of labels) walk.consumed.add(one);
  labelPanels(walk, panels, labels.map(namedLabel));
  return true;
}

/** Signs that only an icon font draws have their words in the title. */
function namedLabel(label: Element): string {
  const text = plainText(label, 200);
  return /[\p{L}\p{N}]/u.test(text) ? text : (label.attribs["title"] ?? label.attribs["aria-label"] ?? text);
}

/** Tabs without scripts: each label stands before its panel. */
export function addTabLabel(walk: PageWalk, element: Element): Handling {
  walk.build.endBlock();
  walk.addBoldLine(plainText(element, 200));
  return "skip";
}
