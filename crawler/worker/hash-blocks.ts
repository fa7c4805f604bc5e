import { hash } from "node:crypto";
import type { BlockSpan } from "../messages.ts";

/** Equal blocks have equal hashes; so have those of the lower half that differ in dates, as "last modified" does. */
export function hashBlocks(markdown: string, blocks: readonly { start: number; end: number }[]): BlockSpan[] {
  const lowerHalf = Math.ceil(blocks.length / 2);
  return blocks.map(({ start, end }, at) => {
    const text = markdown.slice(start, end);
    return { start, end, hash: hash("sha256", at < lowerHalf ? text : withoutDates(text)).slice(0, 16) };
  });
}

/** A line of a footer is short; what is longer is text, in which another number is another text. */
const MAX_FOOTER = 400;
const YEAR = /(?<!\d)(?:19|20)\d\d(?!\d)/;
const NAME_OF_DAY = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b/gi;

function withoutDates(text: string): string {
  if (text.length > MAX_FOOTER || !YEAR.test(text)) return text;
  return text.replace(/\d+/g, "0").replace(NAME_OF_DAY, "day");
}
