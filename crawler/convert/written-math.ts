import { isTag, type Text } from "domhandler";
import type { MathDelimiters } from "../extract/math-script.ts";

export interface Formula {
  readonly tex: string;
  readonly isDisplay: boolean;
}

/** Formulas that MathJax or KaTeX would find in a text; undefined when there are none. */
export function splitMath(node: Text, delimiters: MathDelimiters): (string | Formula)[] | undefined {
  if (!/[\\$]/.test(node.data) || isIgnored(node)) return undefined;
  const parts = new Parts(node.data);
  for (const { index, 0: opening } of node.data.matchAll(OPENING)) {
    if (index < parts.from || opening === "\\\\" || opening === "\\$") continue;
    if (opening === "$" && !(delimiters.hasSingleDollar && /\S/.test(node.data[index + 1] ?? ""))) continue;
    parts.take(index, opening);
  }
  return parts.finish();
}

/** A backslash before a backslash or a dollar keeps it from opening anything. */
const OPENING = /\\\\|\\\$|\\\(|\\\[|\$\$?|\\begin\{(?:equation|align|alignat|gather|multline|eqnarray|CD)\*?\}/g;
const CLOSING: Readonly<Record<string, string>> = { "\\(": "\\)", "\\[": "\\]", $$: "$$", $: "$" };

class Parts {
  /** End of what is taken. */
  from = 0;
  readonly #text: string;
  readonly #parts: (string | Formula)[] = [];
  /** Closing delimiters that do not come any more: each is looked for in vain once. */
  readonly #gone = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  take(at: number, opening: string): void {
    const isEnvironment = opening.startsWith("\\begin");
    const closing = CLOSING[opening] ?? opening.replace("begin", "end");
    const start = at + opening.length;
    const end = this.#gone.has(closing) ? -1 : this.#text.indexOf(closing, start);
    if (end < 0) this.#gone.add(closing);
    if (end <= start) return;
    const stop = end + closing.length;
    const tex = isEnvironment ? this.#text.slice(at, stop) : this.#text.slice(start, end);
    if (at > this.from) this.#parts.push(this.#text.slice(this.from, at));
    this.#parts.push({ tex, isDisplay: isEnvironment || opening === "\\[" || opening === "$$" });
    this.from = stop;
  }

  finish(): (string | Formula)[] | undefined {
    if (this.from === 0) return undefined;
    if (this.from < this.#text.length) this.#parts.push(this.#text.slice(this.from));
    return this.#parts;
  }
}

/** The classes by which an author says so; the nearest decides. */
function isIgnored({ parent }: Text): boolean {
  for (let around = parent; around !== null && isTag(around); around = around.parent) {
    const classes = around.attribs["class"];
    if (classes === undefined) continue;
    if (/(?:^|\s)(?:tex2jax|mathjax)_process(?:\s|$)/.test(classes)) return false;
    if (/(?:^|\s)(?:tex2jax|mathjax)_ignore(?:\s|$)/.test(classes)) return true;
  }
  return false;
}
