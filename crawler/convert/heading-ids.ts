import type { LightNode } from "./light-node.ts";

/** The ids that lead to a heading, by its node. */
export class HeadingIds extends Map<LightNode, string[]> {
  /** The list of one heading, to add to. */
  of(heading: LightNode): string[] {
    const known = this.get(heading);
    if (known !== undefined) return known;
    const ids: string[] = [];
    this.set(heading, ids);
    return ids;
  }
}
