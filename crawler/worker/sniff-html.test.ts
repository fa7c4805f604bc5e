import { expect, test } from "vitest";
import { isHtmlBody } from "./sniff-html.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const XHTML = `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><head/></html>`;

test.each([
  ["text/html", "whatever"],
  ["application/xhtml+xml", XHTML],
  ["", "<p>x</p><title>t</title>"],
  ["unknown/unknown", "<!doctype html><p>x"],
  ["application/octet-stream", "\uFEFF\n<!-- saved from (0)https://x -->\n<HTML lang=en>"],
  ["binary/octet-stream", XHTML],
  ["application/xml", XHTML],
  ["text/xml", XHTML],
])("a body of type %j that begins with %j is read as HTML", (contentType, body) => {
  expect(isHtmlBody(contentType, bytes(body))).toBe(true);
});

test.each([
  ["", "plain words"],
  ["text/plain", "<!doctype html>"],
  ["image/svg+xml", XHTML],
  ["application/octet-stream", `PK\u0003\u0004 stored <!doctype html><html>`],
  ["application/xml", "<urlset><html/></urlset>"],
  ["application/json", `{"html":"<html>"}`],
])("a body of type %j that begins with %j is not", (contentType, body) => {
  expect(isHtmlBody(contentType, bytes(body))).toBe(false);
});

test("UTF-16 without a type is known too", () => {
  expect(isHtmlBody("", Buffer.from("<!doctype html><p>x", "utf16le"))).toBe(true);
});
