import type { LightName } from "./light-node.ts";

/** An inline element that is open in the source; its node is made when text comes, so none is ever empty. */
export interface InlineFrame {
  readonly name: LightName;
  readonly mark: number;
}

/** No text is marked up in more ways than that; deeper ones are counted and forgotten. */
const MAX_FRAMES = 64;

/** The inline elements that are open in the source, outermost first. */
export class InlineFrames {
  readonly #frames: InlineFrame[] = [];
  #beyond = 0;

  push(name: LightName, mark: number): void {
    if (this.#frames.length < MAX_FRAMES) this.#frames.push({ name, mark });
    else this.#beyond += 1;
  }

  pop(): void {
    if (this.#beyond > 0) this.#beyond -= 1;
    else this.#frames.pop();
  }

  has(name: LightName): boolean {
    return this.#frames.some((frame) => frame.name === name);
  }

  /**
   * The nodes that text needs around it. Code takes no markup, so a link in code is written as code in a link; the
   * same markup in itself is once.
   */
  wanted(): InlineFrame[] {
    const codeAt = this.#frames.findIndex((frame) => frame.name === "CODE");
    const wanted: InlineFrame[] = [];
    for (const [at, frame] of this.#frames.entries()) {
      const isLost = codeAt >= 0 && at >= codeAt && frame.name !== "A";
      if (!isLost && !wanted.some((other) => other.name === frame.name)) wanted.push(frame);
    }
    const code = this.#frames[codeAt];
    if (code !== undefined) wanted.push(code);
    return wanted;
  }
}
