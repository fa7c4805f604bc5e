/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

export interface CollectOptions {
  readonly maxElements: number;
  readonly maxCharacters: number;
  /** For all tabs of the page together. */
  readonly maxTabsMs: number;
}

export type Collected = { readonly type: "html"; readonly html: string } | { readonly type: "too-large" };

/**
 * Runs in the page: selects each tab whose panel is not there, puts what every tab shows side by side, unfolds shadow
 * roots into the document, and returns all of it as HTML. The page is of no use afterwards.
 */
export async function collectHtml({ maxElements, maxCharacters, maxTabsMs }: CollectOptions): Promise<Collected> {
  const MAX_TABS = 30;
  const APPEAR_MS = 400;
  const TOO_LARGE: Collected = { type: "too-large" };
  if (document.getElementsByTagName("*").length > maxElements) return TOO_LARGE;

  const idOf = (element: Element, name: string): string => element.getAttribute(name) ?? "";
  const panelById = (tab: Element): Element | null => {
    const id = idOf(tab, "aria-controls");
    return id === "" ? null : document.getElementById(id);
  };
  const isFilled = (element: Element | null): boolean => (element?.textContent ?? "").trim() !== "";
  const isHidden = (element: Element): boolean => !element.checkVisibility();
  const isSelected = (tab: Element): boolean => idOf(tab, "aria-selected") === "true";
  const isLink = (tab: Element): boolean => tab.closest("a[href]:not([href^='#'])") !== null;

  /** The panel that shows now: the tab's own, or the nearest one around the row of tabs. */
  const shownPanel = (list: Element, tab: Element): Element | null => {
    const own = panelById(tab);
    if (own !== null && !isHidden(own)) return own;
    for (let around = list.parentElement; around !== null && around !== document.body; around = around.parentElement) {
      if (around.querySelectorAll("[role=tablist]").length > 1 && around.querySelector("[role=tabpanel]") === null)
        return null;
      const panels = [...around.querySelectorAll("[role=tabpanel]")];
      const panel = panels.find((one) => !isHidden(one));
      if (panel !== undefined) return panel;
      if (panels.length > 0) return null;
    }
    return null;
  };

  const rowAt = (number: number): Element | undefined => document.querySelectorAll("[role=tablist]")[number];
  const tabsIn = (list: Element | undefined): HTMLElement[] =>
    list === undefined ? [] : [...list.querySelectorAll<HTMLElement>("[role=tab]")].slice(0, MAX_TABS);

  /** Some applications write the whole row anew with each choice, so it is looked up again by its place. */
  const select = async (row: number, index: number): Promise<Element | null> => {
    const look = (): Element | null => {
      const list = rowAt(row);
      const tab = tabsIn(list)[index];
      return list === undefined || tab === undefined ? null : shownPanel(list, tab);
    };
    const tab = tabsIn(rowAt(row))[index];
    const before = look()?.innerHTML;
    const press = { bubbles: true, cancelable: true, composed: true, button: 0 };
    const pointer = { ...press, pointerId: 1, pointerType: "mouse", isPrimary: true };
    for (const step of ["down", "up"]) {
      tab?.dispatchEvent(new PointerEvent(`pointer${step}`, pointer));
      tab?.dispatchEvent(new MouseEvent(`mouse${step}`, press));
    }
    tab?.click();
    const endMs = performance.now() + APPEAR_MS;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 16));
      const panel = look();
      if (panel !== null && isFilled(panel) && panel.innerHTML !== before) return panel;
      // Two tabs may say the same.
      const now = tabsIn(rowAt(row))[index];
      if (performance.now() > endMs) return now !== undefined && isSelected(now) && isFilled(panel) ? panel : null;
    }
  };

  const rows: { row: number; panels: { label: string; html: string }[] }[] = [];
  const endMs = performance.now() + maxTabsMs;
  for (let row = 0; performance.now() < endMs; row++) {
    const list = rowAt(row);
    if (list === undefined) break;
    const tabs = tabsIn(list);
    // All there already, or no more than a menu that leads elsewhere.
    if (tabs.length < 2 || tabs.every((tab) => isFilled(panelById(tab))) || tabs.some(isLink)) continue;
    const chosen = Math.max(0, tabs.findIndex(isSelected));
    const first = tabs[chosen];
    const shown = first === undefined ? null : shownPanel(list, first);
    if (shown === null) continue;
    // Its panel may be the one element in which all others will be shown.
    const chosenHtml = shown.innerHTML;
    const panels: { label: string; html: string }[] = [];
    for (const [index, tab] of tabs.entries()) {
      const label = tab.textContent ?? "";
      const own = index === chosen ? shown : panelById(tab);
      const panel = isFilled(own) ? own : performance.now() < endMs ? await select(row, index) : null;
      if (panel !== null) panels.push({ label, html: index === chosen ? chosenHtml : panel.innerHTML });
    }
    if (panels.length > 1) rows.push({ row, panels });
  }

  // From here on nothing waits: no script of the page can undo it.
  const places = rows.flatMap(({ row, panels }) => {
    const list = rowAt(row);
    const tab = tabsIn(list).find(isSelected) ?? tabsIn(list)[0];
    const anchor = list === undefined || tab === undefined ? null : shownPanel(list, tab);
    return list === undefined || anchor === null ? [] : [{ list, anchor, panels }];
  });
  let number = 0;
  for (const { list, anchor, panels } of places) {
    if (!anchor.isConnected || !list.isConnected) continue;
    for (const old of anchor.parentElement?.querySelectorAll(":scope > [role=tabpanel]") ?? []) {
      if (old !== anchor) old.remove();
    }
    list.replaceChildren();
    for (const { label, html } of panels) {
      number += 1;
      const tab = document.createElement("button");
      tab.setAttribute("role", "tab");
      tab.id = `rendered-tab-${number}`;
      tab.textContent = label;
      list.append(tab);
      const panel = document.createElement("div");
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.innerHTML = html;
      anchor.before(panel);
    }
    anchor.remove();
  }

  const unfold = (root: ParentNode, depth: number): void => {
    for (const host of root.querySelectorAll("*")) {
      const shadow = host.shadowRoot;
      if (shadow === null || depth > 20) continue;
      unfold(shadow, depth + 1);
      for (const slot of shadow.querySelectorAll("slot")) {
        const assigned = slot.assignedNodes();
        slot.replaceWith(...(assigned.length > 0 ? assigned : slot.childNodes));
      }
      for (const style of shadow.querySelectorAll("style, link")) style.remove();
      host.replaceChildren(...shadow.childNodes);
    }
  };
  unfold(document, 0);

  // An application may have written another path into the address: its relative links start there.
  if (document.querySelector("base[href]") === null) {
    const base = document.createElement("base");
    base.href = document.baseURI;
    document.head.prepend(base);
  }

  if (document.getElementsByTagName("*").length > maxElements) return TOO_LARGE;
  const html = `<!doctype html>\n${document.documentElement.outerHTML}`;
  return html.length > maxCharacters ? TOO_LARGE : { type: "html", html };
}
