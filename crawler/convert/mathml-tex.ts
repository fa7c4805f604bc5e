import { type ChildNode, type Element, isTag, isText } from "domhandler";

/** TeX for each element that sets its children in relation; `#1` to `#3` are they. */
const TEMPLATES: Readonly<Record<string, string>> = {
  msup: "#1^{#2}",
  msub: "#1_{#2}",
  msubsup: "#1_{#2}^{#3}",
  munder: "#1_{#2}",
  mover: "#1^{#2}",
  munderover: "#1_{#2}^{#3}",
  mfrac: "\\frac{#1}{#2}",
  mroot: "\\sqrt[#2]{#1}",
};
const SIGNS: Readonly<Record<string, string>> = {
  "∑": "\\sum",
  "∏": "\\prod",
  "∫": "\\int",
  "∞": "\\infty",
  "≤": "\\le",
  "≥": "\\ge",
  "≠": "\\ne",
  "×": "\\times",
  "⋅": "\\cdot",
  "±": "\\pm",
  "∈": "\\in",
  "→": "\\to",
  "−": "-",
};
/** Formulas are shallow; what is nested deeper is no formula. */
const MAX_DEPTH = 50;

/** TeX of MathML without a source in it; undefined where it has elements that this does not know. */
export function texOfMathml(math: Element): string | undefined {
  if (math.name !== "math") return undefined;
  const tex = texOfAll(math.children, 0);
  return tex === undefined || tex.trim() === "" ? undefined : tex.trim();
}

function texOfAll(nodes: readonly ChildNode[], depth: number): string | undefined {
  const parts = nodes.filter(isTag).map((node) => texOf(node, depth + 1));
  return parts.includes(undefined) ? undefined : parts.join(" ");
}

function texOf(element: Element, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { name, children } = element;
  const template = TEMPLATES[name];
  if (template !== undefined) return fill(template, children.filter(isTag), depth);
  switch (name) {
    case "mrow":
    case "mstyle":
    case "semantics":
    case "mpadded":
      return texOfAll(children, depth);
    case "msqrt": {
      const inner = texOfAll(children, depth);
      return inner === undefined ? undefined : `\\sqrt{${inner}}`;
    }
    case "mi":
    case "mn":
    case "mo":
      return signOf(element);
    case "mtext":
      return `\\text{${textOf(element).replace(/[\\{}$]/g, "")}}`;
    case "mspace":
    case "annotation":
      return "";
    default:
      return undefined;
  }
}

function fill(template: string, parts: readonly Element[], depth: number): string | undefined {
  const texts = parts.map((part) => texOf(part, depth + 1));
  if (texts.includes(undefined) || texts.length !== (template.match(/#/g) ?? []).length) return undefined;
  return template.replace(/#(\d)/g, (_, index: string) => texts[Number(index) - 1] ?? "");
}

function signOf(element: Element): string {
  const text = textOf(element).trim();
  const sign = SIGNS[text] ?? text.replace(/[\\{}$%&#_^]/g, "\\$&");
  return element.name === "mi" && /^[a-z]{2,}$/i.test(sign) ? `\\mathrm{${sign}}` : sign;
}

function textOf({ children }: Element): string {
  return children.map((child) => (isText(child) ? child.data : "")).join("");
}
