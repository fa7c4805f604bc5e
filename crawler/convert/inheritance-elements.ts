import type { Element } from "domhandler";
import { endsBlock } from "./block-elements.ts";
import { LightNode } from "./light-node.ts";
import type { Handling, PageWalk } from "./page-walk.ts";
import { settleList } from "./settle-list.ts";

/** Javadoc sets a class into the box of the one that it extends, as it did in lists before. */
export function openInheritance(walk: PageWalk, element: Element): Handling {
  const { build } = walk;
  if (!build.openFlow(new LightNode("UL"))) return endsBlock(walk, element);
  const item = new LightNode("LI");
  item.info = "- ";
  const isItem = build.openFlow(item);
  return () => {
    if (isItem) build.closeFlow();
    settleList(build.closeFlow(), true);
  };
}
