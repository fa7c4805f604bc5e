import { expect, test } from "vitest";
import { parseContentType } from "./content-type.ts";

test.each([
  ["text/html", "text/html", undefined],
  ["Text/HTML; Charset=UTF-8", "text/html", "UTF-8"],
  ['text/html;charset="iso-8859-1"', "text/html", "iso-8859-1"],
  ["text/html; boundary=x; charset = 'utf-8' ", "text/html", "utf-8"],
  ["text/html; charset=", "text/html", undefined],
  ["application/xhtml+xml;q=1", "application/xhtml+xml", undefined],
  ["html", "", undefined],
  ["text/html/x", "", undefined],
  [undefined, "", undefined],
  ["; charset=utf-8", "", "utf-8"],
])("reads %j", (header, essence, charset) => {
  expect(parseContentType(header)).toEqual({ essence, charset });
});
