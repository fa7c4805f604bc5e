import * as fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decodeText", () => {
  test.each([
    ["utf-8", "größe 漢字"],
    ["UTF8", "größe"],
    ["iso-8859-1", "größe ‘quoted’ €"],
    ["windows-1252", "größe ‘quoted’ €"],
    ["iso-8859-2", "Zażółć gęślą"],
    ["windows-1251", "Документация"],
    ["koi8-r", "Документация"],
    ["shift_jis", "日本語のドキュメント"],
    ["euc-jp", "日本語のドキュメント"],
    ["gb2312", "中文文档"],
    ["gb18030", "中文文档"],
    ["big5", "中文文件"],
    ["euc-kr", "한국어 문서"],
    ["utf-16le", "größe"],
    ["utf-16be", "größe"],
  ])("reads %s as the Content-Type says", (charset, text) => {
    const encoding = charset === "iso-8859-1" ? "windows-1252" : charset;

    expect(decodeText(iconv.encode(text, encoding), charset, "text")).toBe(text);
  });

  test.each([
    ["utf-8", "utf8"],
    ["utf-16le", "utf16-le"],
    ["utf-16be", "utf16-be"],
  ])("believes the byte order mark of %s before the Content-Type, and drops it", (_, encoding) => {
    const body = iconv.encode("größe", encoding, { addBOM: true });

    expect(decodeText(body, "windows-1251", "html")).toBe("größe");
  });

  test.each([
    `<meta charset=windows-1251>`,
    `<META CharSet = "windows-1251" >`,
    `<!doctype html><html lang=ru><head><title a='>'>x</title><meta name=x content="charset=utf-8"/><meta charset='windows-1251'/>`,
    `<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">`,
    `<meta content='text/html;charset="windows-1251"' http-equiv=content-type>`,
    `<!-- <meta charset=utf-8> --><meta charset=cp1251>`,
    `<?xml version="1.0" encoding="windows-1251"?><html>`,
    `<div title="<meta charset=utf-8>"><meta charset=windows-1251>`,
  ])("reads what the document declares: %s", (head) => {
    const html = `${head}<p>Документация`;

    expect(decodeText(iconv.encode(html, "windows-1251"), undefined, "html")).toBe(html);
  });

  test("looks for a declaration in the first 1024 bytes only", () => {
    const html = `${" ".repeat(1024)}<meta charset=windows-1251>größe`;

    expect(decodeText(bytes(html), undefined, "html")).toBe(html);
  });

  test("ignores a meta element in what is not HTML", () => {
    const text = "`<meta charset=windows-1251>` größe";

    expect(decodeText(bytes(text), undefined, "text")).toBe(text);
  });

  test("takes a document that declares UTF-16 in ASCII for UTF-8", () => {
    const html = "<meta charset=utf-16>größe";

    expect(decodeText(bytes(html), undefined, "html")).toBe(html);
  });

  test("reads UTF-16 markup without a byte order mark", () => {
    expect(decodeText(iconv.encode("<p>größe", "utf16-le"), undefined, "html")).toBe("<p>größe");
    expect(decodeText(iconv.encode("<p>größe", "utf16-be"), undefined, "html")).toBe("<p>größe");
  });

  test("prefers the Content-Type to the document", () => {
    const html = "<meta charset=windows-1251>größe";

    expect(decodeText(bytes(html), "utf-8", "html")).toBe(html);
  });

  test.each([
    ["utf-8", "shift_jis", "これは日本語で書かれた文書です。設定の方法を説明します。"],
    ["utf-8", "windows-1251", "Это документ на русском языке, достаточно длинный для определения."],
    ["utf-8", "windows-1252", "Größe und Änderung der Straßen für Übungen"],
    ["iso-8859-1", "utf8", "Größe 漢字"],
    ["us-ascii", "utf8", "Größe 漢字"],
    ["utf-16", "utf8", "Größe 漢字"],
  ])("does not believe in %s where the bytes are %s", (label, encoding, text) => {
    const html = `<html><title>Title</title><p>${text}</p>`;

    expect(decodeText(iconv.encode(html, encoding), label, "html")).toBe(html);
    const declared = `<meta charset=${label}>${html}`;
    expect(decodeText(iconv.encode(declared, encoding), undefined, "html")).toBe(declared);
  });

  test("lets an accident in a text of the charset that is named be one", () => {
    const body = Buffer.concat([bytes("größe für alle: "), Buffer.from([0xe4, 0x20, 0xfc])]);

    expect(decodeText(body, "utf-8", "text")).toBe("größe für alle: \uFFFD \uFFFD");
  });

  test("drops byte order marks of files that were put together", () => {
    expect(decodeText(bytes("\uFEFF\uFEFF# Title\n\uFEFFText"), "utf-8", "text")).toBe("# Title\nText");
  });

  test("passes over a label that nobody knows", () => {
    expect(decodeText(bytes("größe"), "no-such-charset", "html")).toBe("größe");
    expect(decodeText(bytes("<meta charset=bogus>größe"), undefined, "html")).toContain("größe");
  });

  test("recognises UTF-8 that nothing declares", () => {
    expect(decodeText(bytes("größe 漢字"), undefined, "text")).toBe("größe 漢字");
  });

  test("guesses an undeclared encoding from the text", () => {
    const text = "これは日本語で書かれた文書です。設定の方法を説明します。".repeat(5);

    expect(decodeText(iconv.encode(text, "shift_jis"), undefined, "text")).toBe(text);
  });

  test("guesses by the text behind a long ASCII start", () => {
    const text = "a ".repeat(40_000) + "これは日本語で書かれた文書です。設定の方法を説明します。".repeat(5);

    expect(decodeText(iconv.encode(text, "shift_jis"), undefined, "text")).toBe(text);
  });

  test("puts the replacement character for bytes that do not fit", () => {
    expect(decodeText(new Uint8Array([0x61, 0xff, 0x62]), "utf-8", "text")).toBe("a\uFFFDb");
  });

  test("never throws, and reads UTF-8 back as it was", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.option(fc.string(), { nil: undefined }), (body, charset) => {
        expect(typeof decodeText(body, charset, "html")).toBe("string");
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(decodeText(bytes(`x${text}`), "utf-8", "text")).toBe(`x${text}`);
      }),
    );
  });

  test("stays fast on hostile heads", () => {
    const hostile = [
      "<meta ".repeat(200_000),
      "<".repeat(1_000_000),
      `<?xml ${" ".repeat(1_000_000)}`,
      "<!--".repeat(9e4),
    ];
    const startedMs = performance.now();

    for (const html of hostile) decodeText(bytes(html), undefined, "html");

    expect(performance.now() - startedMs).toBeLessThan(500);
  });
});
