import { type Element, isTag } from "domhandler";
import { imageSource, isDarkVariant } from "../extract/image-source.ts";
import { attributeText } from "./attribute-text.ts";
import { LightNode } from "./light-node.ts";
import { addFormulaImage, isFormulaImage } from "./math-elements.ts";
import type { Handler, Handling, PageWalk } from "./page-walk.ts";

export const MEDIA_HANDLERS: Readonly<Record<string, Handler>> = {
  img: addImage,
  image: addImage,
  video: addEmbedded,
  audio: addEmbedded,
  iframe: addEmbedded,
  embed: addEmbedded,
  object: addEmbedded,
};

function addImage(walk: PageWalk, element: Element): Handling {
  if (isDarkVariant(element)) return "skip";
  if (isFormulaImage(element)) return addFormulaImage(walk, element);
  const alternative = alternativeOf(element);
  const source = imageSource(element);
  const url = source === undefined ? undefined : walk.page.links.resolve(source)?.href;
  if (walk.isSignature || url === undefined || isEmoji(element)) {
    walk.build.text(alternative);
    return "skip";
  }
  const image = new LightNode("IMG", alternative);
  image.info = attributeText(element, "title");
  image.mark = walk.marks.addLink({ url, image: true, recorded: true });
  walk.build.leaf(image);
  return "skip";
}

/** Where the author wrote none, Sphinx says the file's name, and nbconvert that there is none. */
function alternativeOf(element: Element): string {
  const text = attributeText(element, "alt");
  const { src = "" } = element.attribs;
  return text === NONE || text === src || (text.includes("/") && src.endsWith(text)) ? "" : text;
}

const NONE = "No description has been provided for this image";

function isEmoji({ attribs }: Element): boolean {
  return /(?:^|\s)(?:emoji|twemoji|gemoji)(?:\s|$)/.test(attribs["class"] ?? "");
}

/** Markdown embeds nothing but images: a link says what stood there. */
function addEmbedded(walk: PageWalk, element: Element): Handling {
  const source =
    element.attribs["src"] ?? element.attribs["data-src"] ?? element.attribs["data"] ?? childSource(element);
  const url = source === undefined ? undefined : walk.page.links.resolve(source)?.href;
  if (url === undefined || walk.isSignature || walk.build.isInside("A")) return "skip";
  const label =
    attributeText(element, "title") ||
    attributeText(element, "aria-label") ||
    LABELS[element.name] ||
    "Embedded content";
  walk.build.space();
  walk.build.pushInline("A", { mark: walk.marks.addLink({ url, image: false, recorded: true }) });
  walk.build.text(label);
  walk.build.popInline();
  walk.build.space();
  return "skip";
}

const LABELS: Readonly<Record<string, string>> = { video: "Video", audio: "Audio" };

function childSource(element: Element): string | undefined {
  const source = element.children.find((child): child is Element => isTag(child) && child.name === "source");
  return source?.attribs["src"];
}
