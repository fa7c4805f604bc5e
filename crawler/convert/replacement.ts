import type { LightNode } from "./light-node.ts";

/** Markdown of one element: `content` is the Markdown of its children. */
export type Replacement = (content: string, node: LightNode) => string;
