import { type ChildNode, type Document, Element, hasChildren, isComment, isDocument, isTag, isText } from "domhandler";
import { plainText } from "./plain-text.ts";

/** What one pass over the whole document sees; everything else asks this instead of searching again. */
export interface Survey {
  /** All, in the document's order. */
  readonly elements: readonly Element[];
  readonly html: Element | undefined;
  /** What holds the page's text; where the source leaves the tag out, whatever stands in for it. */
  readonly body: Element;
  readonly title: string;
  readonly baseHref: string | undefined;
  /** By lower-case name, property or http-equiv; a name may come more than once. */
  readonly metas: ReadonlyMap<string, readonly Element[]>;
  readonly headLinks: readonly Element[];
  /** `a` and `area` with a reference. */
  readonly anchors: readonly Element[];
  readonly frames: readonly Element[];
  readonly images: readonly Element[];
  readonly scripts: readonly Element[];
  readonly times: readonly Element[];
  /** One that the source does not mark as such may be put before the others. */
  readonly headings: Element[];
  readonly landmarks: readonly Element[];
  readonly breadcrumbs: readonly Element[];
  /** By their ARIA roles. */
  readonly tabs: readonly Element[];
  readonly tabPanels: readonly Element[];
  readonly noscripts: readonly Element[];
  /** Fields that ask for a password. */
  readonly passwords: readonly Element[];
  readonly comments: readonly string[];
  readonly ids: ReadonlyMap<string, Element>;
  /** Places of the old kind: first `a` of the name. */
  readonly names: ReadonlyMap<string, Element>;
  /** First element that carries the class. */
  readonly classes: ReadonlyMap<string, Element>;
  readonly tags: ReadonlySet<string>;
}

export function surveyPage(document: Document): Survey {
  const notes = new Notes(new Element("body", {}, document.children));
  let node: ChildNode | null = document.firstChild;
  while (node !== null) {
    if (isTag(node)) notes.see(node);
    else if (isComment(node) && notes.comments.length < 40) notes.comments.push(node.data.trim().slice(0, 120));
    node = hasChildren(node) && node.firstChild !== null ? node.firstChild : nextInDocument(node);
  }
  if (!notes.tags.has("body") && notes.html !== undefined) notes.body = notes.html;
  return notes;
}

function nextInDocument(from: ChildNode): ChildNode | null {
  let node: ChildNode = from;
  while (node.next === null) {
    const parent = node.parent;
    if (parent === null || isDocument(parent)) return null;
    node = parent;
  }
  return node.next;
}

class Notes implements Survey {
  readonly elements: Element[] = [];
  html: Element | undefined;
  body: Element;
  title = "";
  baseHref: string | undefined;
  readonly metas = new Map<string, Element[]>();
  readonly headLinks: Element[] = [];
  readonly anchors: Element[] = [];
  readonly frames: Element[] = [];
  readonly images: Element[] = [];
  readonly scripts: Element[] = [];
  readonly times: Element[] = [];
  readonly headings: Element[] = [];
  readonly landmarks: Element[] = [];
  readonly breadcrumbs: Element[] = [];
  readonly tabs: Element[] = [];
  readonly tabPanels: Element[] = [];
  readonly noscripts: Element[] = [];
  readonly passwords: Element[] = [];
  readonly comments: string[] = [];
  readonly ids = new Map<string, Element>();
  readonly names = new Map<string, Element>();
  readonly classes = new Map<string, Element>();
  readonly tags = new Set<string>();
  #hasBody = false;
  readonly #classLists = new Set<string>();

  constructor(body: Element) {
    this.body = body;
  }

  see(element: Element): void {
    const { name, attribs } = element;
    this.elements.push(element);
    this.tags.add(name);
    if (attribs["id"] !== undefined && !this.ids.has(attribs["id"])) this.ids.set(attribs["id"], element);
    const classList = attribs["class"];
    if (classList !== undefined && !this.#classLists.has(classList)) this.#seeClasses(element, classList);
    const role = attribs["role"];
    if (role === "main") this.landmarks.push(element);
    else if (role === "tab") this.tabs.push(element);
    else if (role === "tabpanel") this.tabPanels.push(element);
    else if (isBreadcrumbLabel(attribs["aria-label"])) this.breadcrumbs.push(element);
    this.#seeTag(name, element);
  }

  #seeClasses(element: Element, classList: string): void {
    this.#classLists.add(classList);
    if (classList.length > 4096) return;
    for (const token of classList.split(/\s+/)) if (!this.classes.has(token)) this.classes.set(token, element);
    if (/breadcrumb/i.test(classList)) this.breadcrumbs.push(element);
  }

  #seeTag(name: string, element: Element): void {
    const { attribs } = element;
    switch (name) {
      case "a":
      case "area":
        if (attribs["href"] !== undefined) this.anchors.push(element);
        if (attribs["name"] !== undefined && !this.names.has(attribs["name"])) this.names.set(attribs["name"], element);
        return;
      case "iframe":
      case "frame":
        if (attribs["src"] !== undefined) this.frames.push(element);
        return;
      case "meta":
        this.#seeMeta(element);
        return;
      case "link":
        this.headLinks.push(element);
        return;
      case "base":
        this.baseHref ??= attribs["href"];
        return;
      case "title":
        if (this.title === "") this.title = plainText(element, 2000);
        return;
      case "html":
        this.html ??= element;
        return;
      case "body":
        if (!this.#hasBody) this.body = element;
        this.#hasBody = true;
        return;
      case "input":
        if (attribs["type"]?.toLowerCase() === "password") this.passwords.push(element);
        return;
      default:
        this.#listed(name)?.push(element);
    }
  }

  #listed(name: string): Element[] | undefined {
    if (name === "img") return this.images;
    if (name === "script") return this.scripts;
    if (name === "main" || name === "article") return this.landmarks;
    if (name === "time") return this.times;
    if (name === "noscript") return this.noscripts;
    return name.length === 2 && name >= "h1" && name <= "h6" ? this.headings : undefined;
  }

  #seeMeta(element: Element): void {
    const { attribs } = element;
    const name = (attribs["name"] ?? attribs["property"] ?? attribs["http-equiv"] ?? "").toLowerCase();
    const seen = this.metas.get(name);
    if (seen === undefined) this.metas.set(name, [element]);
    else if (seen.length < 20) seen.push(element);
  }
}

function isBreadcrumbLabel(label: string | undefined): boolean {
  return label !== undefined && /breadcrumb/i.test(label);
}

/** Content of the first meta element of any of the names, trimmed; undefined when empty. */
export function metaContent(survey: Survey, ...names: string[]): string | undefined {
  for (const name of names) {
    for (const meta of survey.metas.get(name) ?? []) {
      const content = meta.attribs["content"]?.trim();
      if (content !== undefined && content !== "") return content;
    }
  }
  return undefined;
}

/** Text of an inline script, at most the first 20,000 characters. */
export function scriptText(script: Element): string {
  const first = script.firstChild;
  return first !== null && isText(first) ? first.data.slice(0, 20_000) : "";
}
