import { GlobError } from "./glob-error.ts";

/**
 * Matches a text against `*`, `**`, `?`, `[...]` and `\`. All possible positions in the glob advance together, one
 * character at a time: time is text length times glob length at worst. A regular expression would backtrack, and a
 * site chooses the URLs that are matched here (`/*a*a*a*b` takes picomatch seconds).
 */
export function compileWildcards(glob: string, configured: string): (text: string) => boolean {
  return createRun(readSteps(glob.replace(repeatedTree, ""), configured));
}

/** Of `**` segments in a row, all but the last. */
const repeatedTree = /(?<=^|\/)(?:\*\*+\/)+(?=\*\*+(?:\/|$))/g;

interface Step {
  readonly accepts: (code: number) => boolean;
  /** Any number of characters, none included. */
  readonly repeats: boolean;
  /** How many steps may be left out from here on, this one included. */
  skippable: number;
}

const slash = 0x2f;
const isAny = (): boolean => true;
const isNone = (): boolean => false;
const isInSegment = (code: number): boolean => code !== slash;

function readSteps(glob: string, configured: string): readonly Step[] {
  const steps: Step[] = [];
  const add = (accepts: Step["accepts"], repeats = false, skippable = 0): void => {
    steps.push({ accepts, repeats, skippable });
  };
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    if (character === "*") at = readStars(glob, at, steps, add);
    else if (character === "?") add(isInSegment);
    else if (character === "[") {
      const end = glob.indexOf("]", at + (glob[at + 1] === "!" || glob[at + 1] === "^" ? 3 : 2));
      if (end < 0) throw new GlobError(configured, "has a `[` that is not closed: write \\[ for the character itself");
      add(readClass(glob.slice(at + 1, end)));
      at = end;
    } else {
      if (character === "\\" && at + 1 < glob.length) at++;
      const wanted = glob.charCodeAt(at);
      add((code) => code === wanted);
    }
  }
  return steps;
}

/** Returns the index of the last character that it took. */
function readStars(
  glob: string,
  start: number,
  steps: Step[],
  add: (accepts: Step["accepts"], repeats?: boolean, skippable?: number) => void,
): number {
  let end = start;
  while (glob[end + 1] === "*") end++;
  const isSegment = (start === 0 || glob[start - 1] === "/") && (end + 1 === glob.length || glob[end + 1] === "/");
  const last = steps.at(-1);
  if (!isSegment) add(isInSegment, true);
  else if (end === start) {
    add(isInSegment);
    add(isInSegment, true);
  } else if (end + 1 < glob.length) {
    // `**/`: any folders, or none and then no slash either. The choice is a step of its own, made once.
    add(isNone, true, 3);
    add(isAny, true);
  } else {
    // `x/**` at the end is `x` too.
    if (last) last.skippable = 2;
    add(isAny, true);
  }
  return end;
}

function readClass(content: string): (code: number) => boolean {
  const negated = content.startsWith("!") || content.startsWith("^");
  const ranges: [number, number][] = [];
  for (let at = negated ? 1 : 0; at < content.length; at++) {
    const from = content.charCodeAt(at);
    const isRange = content[at + 1] === "-" && at + 2 < content.length;
    ranges.push([from, isRange ? content.charCodeAt(at + 2) : from]);
    if (isRange) at += 2;
  }
  return (code) => code !== slash && ranges.some(([from, to]) => from <= code && code <= to) !== negated;
}

/** A set of steps that is filled and emptied for each character: allocated once for a glob. */
class StepSet {
  readonly #steps: readonly Step[];
  readonly #members: Uint32Array;
  /** For each step the filling that it was last put in. */
  readonly #filledAt: Uint32Array;
  #filling = 1;
  #size = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#members = new Uint32Array(steps.length + 1);
    this.#filledAt = new Uint32Array(steps.length + 1);
  }

  get size(): number {
    return this.#size;
  }

  member(at: number): number {
    return this.#members[at] ?? 0;
  }

  get isAtEnd(): boolean {
    return this.#filledAt[this.#steps.length] === this.#filling;
  }

  clear(): void {
    this.#size = 0;
    this.#filling++;
    if (this.#filling <= 0xffff_ffff) return;
    this.#filledAt.fill(0);
    this.#filling = 1;
  }

  /** Puts in the step and those that are reached from it without a character, each once. */
  add(index: number): void {
    if (this.#filledAt[index] === this.#filling) return;
    this.#filledAt[index] = this.#filling;
    this.#members[this.#size++] = index;
    const step = this.#steps[index];
    if (step?.repeats) this.add(index + 1);
    if (step && step.skippable > 0) this.add(index + step.skippable);
  }
}

function createRun(steps: readonly Step[]): (text: string) => boolean {
  let current = new StepSet(steps);
  let next = new StepSet(steps);
  return (text) => {
    current.clear();
    current.add(0);
    for (let at = 0; at < text.length; at++) {
      if (current.size === 0) return false;
      next.clear();
      const code = text.charCodeAt(at);
      for (let member = 0; member < current.size; member++) {
        const index = current.member(member);
        const step = steps[index];
        if (step?.accepts(code)) next.add(step.repeats ? index : index + 1);
      }
      [current, next] = [next, current];
    }
    return current.isAtEnd;
  };
}
