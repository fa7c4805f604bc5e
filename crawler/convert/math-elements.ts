import { type Element, isTag, isText } from "domhandler";
import { descendants, plainText } from "../extract/plain-text.ts";
import { texOfMathml } from "./mathml-tex.ts";
import { addFormula } from "./add-formula.ts";
import type { Handling, PageWalk } from "./page-walk.ts";

/** The annotation comes after the formula in MathML, which has an element for each sign. */
const ANNOTATION_WITHIN = 3000;

/** KaTeX, or MathML of any source: the TeX that it was made from, else its text. */
export function addMath(walk: PageWalk, element: Element): Handling {
  const isDisplay =
    /katex-display/.test(element.attribs["class"] ?? "") ||
    element.attribs["display"] === "block" ||
    isInDisplay(element);
  const tex = texAnnotation(element) ?? element.attribs["alttext"] ?? texOfMathml(element);
  if (tex === undefined) return undefined;
  return addAndSkip(walk, tex, isDisplay);
}

/** MathJax 2 keeps its source in a script beside what it drew. */
export function addScriptMath(walk: PageWalk, element: Element): Handling {
  const [source] = element.children;
  if (source !== undefined && isText(source)) {
    const isDisplay = element.attribs["type"]?.includes("mode=display") === true;
    addFormula(walk.build, { tex: source.data, isDisplay });
  }
  return "skip";
}

/** Sphinx and pymdownx leave TeX between delimiters for MathJax to find. */
export function addMarkedMath(walk: PageWalk, element: Element): Handling {
  const inner = [...element.children].find((child): child is Element => isTag(child));
  if (inner !== undefined && /(?:^|\s)(?:katex|katex-display)(?:\s|$)/.test(inner.attribs["class"] ?? ""))
    return undefined;
  const text = rawText(element).trim();
  const display = /^\\\[([\s\S]*)\\\]$|^\$\$([\s\S]*)\$\$$/.exec(text) ?? /^\\\$([\s\S]*)\\\$$/.exec(text);
  if (display !== null) return addAndSkip(walk, display[1] ?? display[2] ?? "", true);
  const inline = /^\\\(([\s\S]*)\\\)$|^\$([^$]*)\$$/.exec(text);
  if (inline !== null) return addAndSkip(walk, inline[1] ?? inline[2] ?? "", element.name === "div");
  return undefined;
}

function addAndSkip(walk: PageWalk, tex: string, isDisplay: boolean): Handling {
  addFormula(walk.build, { tex, isDisplay });
  return "skip";
}

function isInDisplay(element: Element): boolean {
  const { parent } = element;
  return parent !== null && isTag(parent) && /katex-display/.test(parent.attribs["class"] ?? "");
}

function texAnnotation(element: Element): string | undefined {
  let seen = 0;
  for (const node of descendants(element)) {
    if ((seen += 1) > ANNOTATION_WITHIN) return undefined;
    if (isTag(node) && node.name === "annotation" && node.attribs["encoding"] === "application/x-tex") {
      return rawText(node);
    }
  }
  return undefined;
}

function rawText(element: Element): string {
  const parts: string[] = [];
  for (const node of descendants(element)) if (isText(node)) parts.push(node.data);
  return parts.join("").slice(0, 20_000);
}

/** Alternative text of an image of a formula is its TeX in Sphinx. */
export function isFormulaImage({ attribs }: Element): boolean {
  return /(?:^|\s)math(?:\s|$)/.test(attribs["class"] ?? "") && (attribs["alt"] ?? "") !== "";
}

export function addFormulaImage(walk: PageWalk, element: Element): Handling {
  const isDisplay = element.parent !== null && isTag(element.parent) && element.parent.name === "div";
  return addAndSkip(walk, element.attribs["alt"] ?? plainText(element), isDisplay);
}
