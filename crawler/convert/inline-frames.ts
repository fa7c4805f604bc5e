import type { LightName } from "./light-node.ts";

/** An inline element that is open in the source; its node is made when text comes, so none is ever empty. */
export interface InlineFrame {
  readonly name: LightName;
  readonly mark: number;
  /** Title of a link. */
  readonly info: string;
  /** The element's name, where it may stand in itself or its blanks are its own. */
  readonly tag: string;
}

export type FrameDetails = Partial<Pick<InlineFrame, "mark" | "info" | "tag">>;

/** No text is marked up in more ways than that; deeper ones are counted and forgotten. */
const MAX_FRAMES = 64;
/** Emphasis in emphasis of the same kind. */
const MAX_REPEATED = 3;

/** The inline elements that are open in the source, outermost first. */
export class InlineFrames {
  readonly #frames: InlineFrame[] = [];
  #beyond = 0;

  push(name: LightName, { mark = -1, info = "", tag = "" }: FrameDetails): void {
    if (this.#frames.length < MAX_FRAMES) this.#frames.push({ name, mark, info, tag });
    else this.#beyond += 1;
  }

  pop(): void {
    if (this.#beyond > 0) this.#beyond -= 1;
    else this.#frames.pop();
  }

  has(name: LightName): boolean {
    return this.#frames.some((frame) => frame.name === name);
  }

  /** In code that an element of the page says is code, blanks are part of the text. */
  get isInCode(): boolean {
    return this.#frames.some(({ name, tag }) => name === "CODE" && tag !== "");
  }

  /**
   * The nodes that text needs around it. Code takes no markup, so a link in code is written as code in a link; the
   * same markup by two elements' names, such as `b` in `strong`, is once.
   */
  wanted(): InlineFrame[] {
    const codeAt = this.#frames.findIndex((frame) => frame.name === "CODE");
    const wanted: InlineFrame[] = [];
    for (const [at, frame] of this.#frames.entries()) {
      const isLost = codeAt >= 0 && at >= codeAt && frame.name !== "A";
      if (!isLost && !isRepeated(frame, wanted)) wanted.push(frame);
    }
    const code = this.#frames[codeAt];
    if (code !== undefined) wanted.push(code);
    return wanted;
  }
}

function isRepeated({ name, tag }: InlineFrame, around: readonly InlineFrame[]): boolean {
  let same = 0;
  for (const other of around) {
    if (other.name !== name) continue;
    if (tag === "" || other.tag !== tag) return true;
    same += 1;
  }
  return same >= MAX_REPEATED;
}
