import TurndownService from "turndown";
import { INLINE_RULES } from "./inline-rules.ts";
import { BLOCK_RULES } from "./block-rules.ts";
import type { LightName, LightNode } from "./light-node.ts";
import type { Replacement } from "./replacement.ts";
import { writeTable } from "./table-rule.ts";

const RULES: ReadonlyMap<LightName, Replacement> = new Map(
  Object.entries({ ...INLINE_RULES, ...BLOCK_RULES, TABLE: writeTable }) as [LightName, Replacement][],
);

/**
 * Turndown with our rules only. Two of its parts are replaced: rules are found by name instead of tried one after
 * another, and texts come escaped for their place from the tree (turndown's escape does not know the place).
 */
function createService(): TurndownService {
  const service = new TurndownService({
    headingStyle: "atx",
    codeBlockStyle: "fenced",
    bulletListMarker: "-",
    emDelimiter: "*",
    strongDelimiter: "**",
  });
  const rules = new Map(Array.from(RULES, ([name, replacement]) => [name, { replacement }]));
  const fallback = { replacement: (content: string): string => content };
  Object.assign(service.rules, { forNode: (node: LightNode) => rules.get(node.nodeName) ?? fallback });
  service.escape = (text) => text;
  return service;
}

const service = createService();

/** Markdown of one block without line feeds around it; marks are still in it. */
export function renderBlock(block: LightNode): string {
  // Turndown joins the children of what it is given; a stand-in with one child has the engine run on that child.
  const parent = { nodeType: 1, firstChild: null, childNodes: [block], cloneNode: () => parent };
  return service.turndown(parent);
}
