import type { Element } from "domhandler";
import { collapseBlanks } from "../extract/plain-text.ts";
import { withoutMarks } from "./page-marks.ts";

const MAX_LENGTH = 1000;

/** What an attribute says to a reader, in one line. */
export function attributeText(element: Element, name: string): string {
  const value = element.attribs[name];
  return value === undefined ? "" : withoutMarks(collapseBlanks(value.slice(0, MAX_LENGTH)));
}
