import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

const filler = fc.constantFrom("", "x".repeat(2000), "é…".repeat(600));
const texts = fc.tuple(filler, fc.string({ unit: "binary", maxLength: 30 }), filler).map((parts) => parts.join(""));

describe("UTF-8", () => {
  it("of any text is what Node makes of it, lone surrogates and all", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("", "\ud800", "\udc00x"), (text, half) => {
        expect(Buffer.from(encodeUtf8(text + half))).toEqual(Buffer.from(text + half, "utf8"));
      }),
    );
  });

  it("is read as Node reads it, whatever the bytes are", () => {
    fc.assert(
      fc.property(texts, fc.uint8Array({ maxLength: 6 }), (text, bytes) => {
        const body = Buffer.concat([Buffer.from(text), bytes]);
        expect(decodeUtf8(body)).toBe(body.toString("utf8"));
      }),
    );
  });

  it("owns its memory, so that another thread can have it", () => {
    for (const text of ["short", "x".repeat(5000), "é…".repeat(5000)]) {
      const bytes = encodeUtf8(text);
      expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
    }
  });
});
