import type { Element } from "domhandler";
import { plainText } from "../extract/plain-text.ts";
import { cardTitle, findWithin } from "./card-title.ts";
import { markLink, openLink } from "./inline-elements.ts";
import type { Handling, PageWalk } from "./page-walk.ts";

/** A link that is laid out as a block of its own, or a block that a link without text covers. */
export function openCard(walk: PageWalk, element: Element): Handling {
  if (element.name !== "a") return stretchLink(walk, element);
  walk.build.endBlock();
  const handling = openLink(walk, element);
  if (handling === "skip") return "skip";
  return () => {
    handling?.();
    walk.build.endBlock();
  };
}

/** The link that covers a card is its title's. */
function stretchLink(walk: PageWalk, card: Element): undefined {
  const link = findWithin(card, isStretched);
  if (link === undefined) return;
  const title = cardTitle(walk, card);
  if (title === undefined || findWithin(title, isLink) !== undefined) return;
  const mark = markLink(walk, link.attribs["href"] ?? "");
  if (mark === undefined) return;
  walk.linkedTitles.set(title, { mark });
  walk.consumed.add(link);
}

const isLink = ({ name, attribs }: Element): boolean => name === "a" && attribs["href"] !== undefined;
const STRETCHED = /(?:^|[\s-])stretched-link(?:\s|$)/;
/** Text that a style hides, because the card's title says it. */
const HIDDEN_TEXT = /(?:^|[\s-])hide-link-text(?:\s|$)/;

function isStretched(element: Element): boolean {
  const classes = element.attribs["class"] ?? "";
  if (!isLink(element) || !STRETCHED.test(classes)) return false;
  return HIDDEN_TEXT.test(classes) || plainText(element, 1) === "";
}

/** The title of a card that is a link as a whole. */
export function openLinkedTitle(walk: PageWalk, title: Element, handling: Handling): Handling {
  const details = walk.linkedTitles.get(title);
  if (handling === "skip" || details === undefined || walk.build.isInside("A")) return handling;
  walk.build.pushInline("A", details);
  return () => {
    handling?.();
    walk.build.popInline();
  };
}
