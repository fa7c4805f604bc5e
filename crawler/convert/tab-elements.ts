import { type Element, isTag } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import type { Handling, PageWalk, TabLabels } from "./page-walk.ts";

const MAX_TABS = 100;

/** The row of tabs: its texts become labels above the panels, all of which are shown. */
export function takeTabLabels(walk: PageWalk, element: Element): Handling {
  const byId = new Map<string, string>();
  const inOrder: string[] = [];
  for (const tab of tabsOf(element)) {
    const label = plainText(tab, 200) || (tab.attribs["data-title"] ?? "");
    inOrder.push(label);
    for (const name of ["id", "aria-controls", "for"]) if (tab.attribs[name]) byId.set(tab.attribs[name], label);
  }
  walk.tabs = { byId, inOrder, used: 0 } satisfies TabLabels;
  for (const panel of siblingPanels(element)) walk.panels.add(panel);
  walk.build.endBlock();
  return "skip";
}

/** VitePress and ReadMe put the panels, which nothing else marks, into the element after the labels. */
function siblingPanels(element: Element): Element[] {
  let next = element.next;
  while (next !== null && !isTag(next)) next = next.next;
  if (next === null || !/^(?:blocks|CodeTabs-inner)$/.test(next.attribs["class"] ?? "")) return [];
  return next.children.filter(isTag).slice(0, MAX_TABS);
}

/** The label above a panel that is entered; what the panel itself is, is for others to say. */
export function labelPanel(walk: PageWalk, element: Element): void {
  if (!walk.panels.delete(element)) return;
  walk.build.endBlock();
  walk.addBoldLine(panelLabel(walk.tabs, element));
}

/** Elements that say they are tabs; where none does, labels and buttons are. */
function tabsOf(element: Element): Element[] {
  const tabs: Element[] = [];
  const others: Element[] = [];
  for (const node of descendants(element)) {
    if (!isTag(node) || tabs.length >= MAX_TABS || others.length >= MAX_TABS) continue;
    if (node.attribs["role"] === "tab") tabs.push(node);
    else if (node.name === "label" || node.name === "button") others.push(node);
  }
  return tabs.length > 0 ? tabs : others;
}

export function openTabPanel(walk: PageWalk, element: Element): Handling {
  walk.build.endBlock();
  walk.addBoldLine(panelLabel(walk.tabs, element));
  return () => walk.build.endBlock();
}

function panelLabel(tabs: TabLabels | undefined, { attribs }: Element): string {
  if (tabs === undefined) return "";
  const named = tabs.byId.get(attribs["aria-labelledby"] ?? "") ?? tabs.byId.get(attribs["id"] ?? "");
  const label = named ?? tabs.inOrder[tabs.used] ?? "";
  tabs.used += 1;
  return label;
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
  walk.tabs = { byId: new Map(), inOrder: labels.map(namedLabel), used: 0 };
  for (const one of labels) walk.consumed.add(one);
  for (const panel of panels) walk.panels.add(panel);
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
