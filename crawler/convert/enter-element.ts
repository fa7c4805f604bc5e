import { type Element, isTag } from "domhandler";
import { openAlert, openDetails } from "./alert-elements.ts";
import { BLOCK_HANDLERS, endsBlock, openQuoteBlock } from "./block-elements.ts";
import { classRole, type ClassRole } from "./class-role.ts";
import {
  addCodeBlock,
  addCodeTable,
  addCodeTree,
  addDeclaration,
  addDiagram,
  addSignature,
  isCodeTitle,
  isNumberedCode,
  takeCodeTitle,
} from "./code-elements.ts";
import { openCard, openLinkedTitle } from "./card-elements.ts";
import { openCallouts } from "./callout-elements.ts";
import { COMPONENT_PARTS, openBoldLine } from "./component-parts.ts";
import { DEFINITION_HANDLERS, openDefinitions, openFieldTable, openListedTerm } from "./definition-elements.ts";
import { openFootnote } from "./footnote-elements.ts";
import { openInheritance } from "./inheritance-elements.ts";
import { INLINE_HANDLERS, openBadge, opensCode, opensEmphasis, opensStruck } from "./inline-elements.ts";
import { isLinkBar } from "./link-bar.ts";
import { addMarkedMath, addMath, addScriptMath } from "./math-elements.ts";
import { isHeading, LightNode } from "./light-node.ts";
import { MEDIA_HANDLERS } from "./media-elements.ts";
import type { Handler, Handling, PageWalk } from "./page-walk.ts";
import { openCell, isAboveGrid, openGrid, openGridCell, openRow, openTable, TABLE_HANDLERS } from "./table-elements.ts";
import { leadsOnlyHere } from "./contents-list.ts";
import {
  addPlainTabLabel,
  addTabLabel,
  labelPanel,
  openTabPanel,
  openTitledTab,
  takeTabBar,
  takeTabLabels,
} from "./tab-elements.ts";

const TAG_HANDLERS: ReadonlyMap<string, Handler> = new Map([
  ...Object.entries(BLOCK_HANDLERS),
  ...Object.entries(INLINE_HANDLERS),
  ...Object.entries(DEFINITION_HANDLERS),
  ...Object.entries(TABLE_HANDLERS),
  ...Object.entries(MEDIA_HANDLERS),
  ["math", addMath],
  ["label", addPlainTabLabel],
  ["doc-tab", openTitledTab],
  ["doc-panel", openDetails],
]);

const ROLE_HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ["tablist", takeTabLabels],
  ["tabpanel", openTabPanel],
  ["table", openTable],
  ["row", openRow],
  ["cell", openCell],
  ["gridcell", openCell],
  ["columnheader", openCell],
  ["rowheader", openCell],
]);

export function enterElement(walk: PageWalk, element: Element): Handling {
  const handling = enterAny(walk, element);
  return walk.linkedTitles.size > 0 ? openLinkedTitle(walk, element, handling) : handling;
}

/** Decides what an element of the content is, most telling sign first: ARIA role, class, tag. */
function enterAny(walk: PageWalk, element: Element): Handling {
  if (walk.consumed.size > 0 && walk.consumed.has(element)) return "skip";
  const { attribs, name } = element;
  const role = attribs["role"];
  if (role === "tablist" && !walk.page.isNoise(element)) return takeTabLabels(walk, element);
  if (name === "script" && attribs["type"]?.startsWith("math/tex") === true) return addScriptMath(walk, element);
  if (walk.page.isNoise(element) && role !== "tabpanel") return "skip";
  if (walk.panels.size > 0) labelPanel(walk, element);
  const part = attribs["data-component-part"];
  const byPart = part === undefined ? undefined : COMPONENT_PARTS[part];
  if (byPart !== undefined) return byPart(walk, element);
  if (attribs["id"] !== undefined) {
    const footnote = openFootnote(walk, element);
    if (footnote !== undefined) return footnote;
    walk.build.addId(attribs["id"]);
  }
  if (walk.page.isDeclaration?.(element) === true) return addDeclaration(walk, element);
  if (walk.tables.length > 0 && isGridCell(walk, element)) return openGridCell(walk, element);
  if (role !== undefined && !isNativeTable(name)) {
    const byRole = ROLE_HANDLERS.get(role);
    if (byRole !== undefined) return byRole(walk, element);
  }
  const classList = attribs["class"];
  const classified = classList === undefined ? undefined : classRole(classList);
  if (classified !== undefined) {
    const handling = byClass(walk, element, classified);
    if (handling !== undefined) return handling;
  }
  if (name === "table" && isNumberedCode(element)) return addCodeTable(walk, element);
  return TAG_HANDLERS.get(name)?.(walk, element);
}

function isNativeTable(name: string): boolean {
  return name === "table" || name === "tr" || name === "td" || name === "th";
}

function isGridCell(walk: PageWalk, element: Element): boolean {
  const table = walk.tables.at(-1);
  return table?.kind === "grid" && element.parent === table.element;
}

/** Undefined: the class says nothing for this tag. */
function byClass(walk: PageWalk, element: Element, role: ClassRole): Handling {
  const { name } = element;
  const classList = element.attribs["class"] ?? "";
  switch (role.kind) {
    case "alert":
      if (name === "span") return /(?:^|\s)stab(?:\s|$)/.test(classList) ? openBadge(walk, element) : undefined;
      return name === "details" ? openDetails(walk, element) : openAlert(walk, element, role);
    case "code-block":
      return addCodeBlock(walk, element);
    case "code-table":
      return name === "table" ? addCodeTable(walk, element) : undefined;
    case "code-tree":
      return addCodeTree(walk, element);
    case "card":
      return openCard(walk, element);
    case "line-numbers":
      return "skip";
    case "diagram":
      return addDiagram(walk, element);
    case "callout-list":
      return openCallouts(walk, element);
    case "signature":
      return addSignature(walk, element);
    case "code-title":
      return isCodeTitle(element) ? takeCodeTitle(walk, element) : undefined;
    case "tab-labels":
      return takeTabLabels(walk, element);
    case "group-labels":
      return isCodeGroup(element.parent) ? takeTabLabels(walk, element) : takeTabBar(walk, element);
    case "tab-bar":
      return takeTabBar(walk, element);
    case "tab-panel":
      return openTabPanel(walk, element);
    case "tab-label":
      return name === "label" ? addTabLabel(walk, element) : undefined;
    case "bold-line":
      return openBoldLine(walk, element);
    case "member-title":
      return openMemberTitle(walk);
    case "member-row":
      return walk.tables.at(-1)?.kind === "layout" ? openMemberRow(walk) : undefined;
    case "line-block":
      return openLineBlock(walk);
    case "math":
      return name === "img" ? undefined : addMarkedMath(walk, element);
    case "katex":
      return addMath(walk, element);
    case "emphasis":
      return opensEmphasis(walk, element);
    case "struck":
      return name === "span" ? opensStruck(walk, element) : undefined;
    case "badge":
      return name === "span" ? openBadge(walk, element) : undefined;
    case "unwrapped-details":
      return name === "details" ? endsBlock(walk, element) : undefined;
    case "code-heading":
      return openCodeHeading(walk, element);
    case "summary-table":
      return name === "div" ? openGrid(walk, element) : undefined;
    case "contents-list":
      return name !== "a" && leadsOnlyHere(walk, element) ? "skip" : undefined;
    case "wrapper":
      return name === "blockquote" ? endsBlock(walk, element) : undefined;
    case "title":
      return name === "span" && isOfVersion(element.parent) ? opensEmphasis(walk, element) : undefined;
    case "quote-block":
      return name === "div" ? openQuoteBlock(walk, element) : undefined;
    case "code-span":
      return name === "span" ? opensCode(walk, element) : openCodeHeading(walk, element);
    case "caption":
      return isCaptionAbove(element) ? openBoldLine(walk, element) : undefined;
    case "field-list":
      return name === "table" ? openFieldTable(walk, element) : undefined;
    case "item-table":
      return name === "div" || name === "ul" ? openDefinitions(walk, element) : undefined;
    case "item-term":
      return name === "div" && walk.lists.at(-1)?.kind === "definitions" ? openListedTerm(walk, element) : undefined;
    case "below-title":
      return openBelowTitle(walk);
    case "link-bar":
      return name === "div" && isLinkBar(walk, element) ? "skip" : undefined;
    case "inheritance":
      return name === "div" ? openInheritance(walk, element) : undefined;
    case "line":
    case "footnote":
    case "api-list":
      return undefined;
    default:
      return role satisfies never;
  }
}

/** Django's word for what Sphinx marks as "versionmodified". */
function isOfVersion(parent: Element["parent"]): boolean {
  return parent !== null && isTag(parent) && /^version(?:added|changed)$/.test(parent.attribs["class"] ?? "");
}

/** What stands over Javadoc's tables and Sphinx's lists of pages. */
function isCaptionAbove(element: Element): boolean {
  const { name, parent } = element;
  if (name === "div") return isAboveGrid(element);
  return name === "p" && parent !== null && isTag(parent) && parent.attribs["class"]?.startsWith("toctree") === true;
}

function isCodeGroup(parent: Element["parent"]): boolean {
  return parent !== null && isTag(parent) && (parent.attribs["class"] ?? "").includes("code-group");
}

/** Doxygen gives members the heading level of the group that they are in. */
function openMemberTitle(walk: PageWalk): Handling {
  if (!walk.openHeading(3)) return undefined;
  return () => walk.closeHeading();
}

/** Doxygen's lists of members: type and name are cells of a row. */
function openMemberRow(walk: PageWalk): Handling {
  if (!walk.build.openLine(new LightNode("P"), "space")) return undefined;
  return () => walk.build.closeLine();
}

/** What a style sets below the title in whose block it stands, as Doxygen's labels and groups of a class. */
function openBelowTitle({ build }: PageWalk): Handling {
  if (build.line !== undefined && isHeading(build.line)) build.closeLine();
  return undefined;
}

function openLineBlock(walk: PageWalk): Handling {
  if (!walk.build.openLine(new LightNode("P"), "break")) return undefined;
  return () => walk.build.closeLine();
}

/** rustdoc writes the signature of an item as a heading. */
function openCodeHeading(walk: PageWalk, element: Element): Handling {
  const level = /^h([1-6])$/.exec(element.name)?.[1];
  if (level === undefined || walk.isSignature || !walk.openHeading(Number(level))) return undefined;
  walk.isSignature = true;
  walk.build.pushInline("CODE");
  return () => {
    walk.build.popInline();
    walk.isSignature = false;
    walk.closeHeading();
  };
}
