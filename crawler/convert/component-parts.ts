import { LightNode } from "./light-node.ts";
import type { Handler } from "./page-walk.ts";
import { takeTabLabels } from "./tab-elements.ts";

/** A line that stands for a heading of less weight than any. */
export const openBoldLine: Handler = (walk) => {
  if (!walk.build.openLine(new LightNode("P"), "space")) return undefined;
  walk.build.pushInline("STRONG");
  return () => {
    walk.build.popInline();
    walk.build.closeLine();
  };
};

/** Something said of a field, beside its name. */
const openPill: Handler = (walk) => {
  walk.build.space();
  return () => walk.build.space();
};

/** What Mintlify says of the parts of its components. */
export const COMPONENT_PARTS: Readonly<Record<string, Handler>> = {
  "tabs-list": takeTabLabels,
  "step-number": () => "skip",
  "step-title": openBoldLine,
  "field-name": (walk) => {
    walk.build.pushInline("CODE");
    return () => walk.build.popInline();
  },
  "field-info-pill": openPill,
  "field-required-pill": openPill,
};
