import { deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";
import { looksBinary } from "./looks-binary.ts";

const page = `<!doctype html><title>T</title><main><p>${"Words, and Grüße to 日本. ".repeat(40)}</main>`;

test.each([
  ["a page that was compressed and not called so", gzipSync(page)],
  ["a compressed stream", deflateSync(page)],
  ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")],
  ["a program", Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01"), Buffer.alloc(64)])],
])("%s is no text", (_, bytes) => {
  expect(looksBinary(decodeText(bytes, "utf-8", "html"))).toBe(true);
});

test.each([
  ["UTF-8", Buffer.from(page), "utf-8"],
  ["UTF-16 with its mark", Buffer.from(`\ufeff${page}`, "utf16le"), undefined],
  ["UTF-16 that only the header tells", Buffer.from(page, "utf16le"), "utf-16le"],
  ["a page with a stray control character", Buffer.from(page.replace("Words", "W\0\x08ords")), "utf-8"],
  ["nothing", Buffer.alloc(0), undefined],
])("%s is text", (_, bytes, charset) => {
  expect(looksBinary(decodeText(bytes, charset, "html"))).toBe(false);
});
