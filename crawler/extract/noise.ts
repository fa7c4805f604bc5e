import { type Element, isTag, isText } from "domhandler";
import { plainText } from "./plain-text.ts";
import { compileSelectors, type ElementTest } from "./simple-selector.ts";
import type { Profile } from "./profile.ts";

/** What is never content, whoever made the page. No class here may be one that a theme puts on content. */
const NEVER_CONTENT = [
  "script",
  "style",
  "template",
  "noscript",
  "noframes",
  "link",
  "meta",
  "title",
  "nav",
  "button",
  "select",
  "textarea",
  "datalist",
  "dialog",
  "canvas",
  "svg",
  "object[type^=image/svg]",
  ".headerlink",
  ".sr-only",
  ".visually-hidden",
  ".screen-reader-text",
  ".screen-reader-only",
  ".visuallyhidden",
  "[data-pagefind-ignore=all]",
  "a.skip-link",
  "a.skip-to-content",
  "a.site-name",
  "a.site-title",
  // "Footnotes", which GitHub's Markdown says to screen readers above them.
  "h2#footnote-label",
];

const compiled = new Map<string, ElementTest>();

/** Tells what inside the content is to be left out: by the profile, by the user's selectors, or always. */
export function noiseTest(profile: Profile, removed: ReadonlySet<Element>): ElementTest {
  let byProfile = compiled.get(profile.name);
  if (byProfile === undefined) {
    byProfile = compileSelectors([...NEVER_CONTENT, ...profile.remove]);
    compiled.set(profile.name, byProfile);
  }
  const test = byProfile;
  const isNoise: ElementTest = (element) => test(element) && !isWholeHeading(element) && !isUnsearchedCode(element);
  return removed.size === 0 ? isNoise : (element) => removed.has(element) || isNoise(element);
}

/** Nextra keeps its code blocks out of the search; its readers see them. */
function isUnsearchedCode({ attribs, children }: Element): boolean {
  return (
    attribs["data-pagefind-ignore"] !== undefined && children.some((child) => isTag(child) && child.name === "pre")
  );
}

/** A permalink that holds all of its heading is the heading: some themes put a sign beside the text, others the text into it. */
function isWholeHeading(element: Element): boolean {
  const { name, parent } = element;
  if (name !== "a" || parent === null || !isTag(parent) || !/^h[1-6]$/.test(parent.name)) return false;
  const isAlone = parent.children.every(
    (node) => node === element || (isText(node) ? node.data.trim() === "" : !isTag(node)),
  );
  return isAlone && /[\p{L}\p{N}]/u.test(plainText(element, 100));
}
