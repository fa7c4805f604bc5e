import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { looksLikeDocument, parseDocument } from "./parse-document.ts";
import { writeReference } from "./write-reference.ts";

const URL_OF_PAGE = "https://docs.test/api/";

function write(root: Record<string, unknown>) {
  const parsed = parseDocument(JSON.stringify({ openapi: "3.1.0", info: { title: "T" }, ...root }));
  if (parsed.type !== "document") throw new Error(parsed.type);
  return writeReference(parsed.document, URL_OF_PAGE);
}

const schema = (value: unknown) => ({ components: { schemas: { S: value } } });

describe("a document", () => {
  test.each([
    ["JSON", '{"openapi": "3.0.0", "paths": {}}', true],
    ["JSON with its version at the end", `{"paths": {"x": ${"[".repeat(2)}${"]".repeat(2)}}, "swagger": "2.0"}`, true],
    ["YAML", "openapi: 3.1.0\npaths: {}\n", true],
    ["YAML after a comment", "# mine\n---\nswagger: '2.0'\npaths: {}\n", true],
    ["other JSON", '{"title": "openapi"}', false],
    ["prose", "The openapi: a story", false],
  ])("is known by its first look: %s", (_, text, expected) => {
    expect(looksLikeDocument(text)).toBe(expected);
    expect(parseDocument(text).type === "document").toBe(expected);
  });

  test("that YAML's aliases would blow up is refused", () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${"*a".concat(`${level}, `).repeat(9)}*a${level}]`,
    );
    const text = `openapi: 3.0.0\na0: &a0 [lol]\n${levels.join("\n")}\n`;

    expect(parseDocument(text)).toMatchObject({ type: "unreadable", detail: expect.stringContaining("alias") });
  });

  test.each([
    ["YAML", `openapi: 3.0.0\nx: ${"[".repeat(50_000)}`],
    ["JSON", `{"openapi": "3.0.0", "x": ${"[".repeat(2_000_000)}`],
    ["tabs", "openapi: 3.0.0\n\tpaths: {}"],
  ])("that is nested without end or broken has a reason: %s", (_, text) => {
    expect(parseDocument(text)).toMatchObject({ type: "unreadable", detail: expect.stringMatching(/.{8}/) });
  });
});

describe("the reference", () => {
  test("ends where schemas and references run in circles", () => {
    const { markdown } = write({
      paths: {
        "/a": { $ref: "#/paths/~1b" },
        "/b": { $ref: "#/paths/~1a" },
        "/c": { get: { responses: { 200: { $ref: "#/components/responses/R" } } } },
      },
      components: {
        responses: { R: { $ref: "#/components/responses/R" } },
        schemas: {
          A: { $ref: "#/components/schemas/A" },
          B: { properties: { b: { $ref: "#/components/schemas/B/properties/b" } } },
          C: { properties: { c: { $ref: "#/components/schemas/D/properties/d" } } },
          D: { properties: { d: { properties: { c: { $ref: "#/components/schemas/C/properties/c" } } } } },
        },
      },
    });

    expect(markdown).toContain("### B\n");
    expect(markdown.length).toBeLessThan(10_000);
  });

  test("does not grow without bound where a small document names the same thing over and over", () => {
    const response = { description: "x".repeat(1_500_000) };
    const paths = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [
        `/p${n}`,
        { get: { responses: { 200: { $ref: "#/components/responses/R" } } } },
      ]),
    );

    const { markdown, missing } = write({ paths, components: { responses: { R: response } } });

    expect(markdown.length).toBeLessThan(25 * 1024 * 1024);
    expect(missing).toEqual(["cut-at-size"]);
  });

  test("says that other documents are missing, and names what they hold", () => {
    const { markdown, missing } = write(schema({ properties: { p: { $ref: "models/pet.yaml#/Pet" } } }));

    expect(markdown).toContain("| `p` | `Pet` |");
    expect(missing).toEqual(["external-references"]);
  });

  test("keeps a description's headings, fences and scripts from reaching beyond it", () => {
    const { markdown } = write({
      info: { title: "T", description: "# One\n\n```\n# code\n~~~\n" },
      tags: [
        { name: "t", description: "Top\n===\n\n<!-- a --><script>x()</script> <img src=x onerror=alert(1)>\n\n<!--" },
      ],
      paths: { "/a": { get: { tags: ["t"] } } },
    });

    expect(markdown).toContain("## One\n\n```\n# code\n~~~\n\n```\n");
    expect(markdown).toContain("### Top\n");
    expect(markdown).not.toMatch(/<script|<!--|onerror/);
    expect(markdown).toContain("\n### `GET /a`\n");
  });

  test("tells under which ids links from elsewhere may know its sections", () => {
    const { markdown, idsByLine } = write({
      paths: { "/pets/{id}": { get: { operationId: "getPet", tags: ["pet store"] } } },
      ...schema({ type: "string" }),
    });
    const lines = markdown.split("\n");

    const known = Object.fromEntries([...idsByLine].map(([line, ids]) => [lines[line], ids]));

    expect(known["### `GET /pets/{id}`"]).toEqual(
      expect.arrayContaining(["operation/getPet", "tag/pet-store/operation/getPet", "/pet store/getPet"]),
    );
    expect(known["## pet store"]).toContain("tag/pet-store");
    expect(known["### S"]).toContain("/components/schemas/S");
  });

  test("never lets text of the document become a heading, a row or markup of its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { markdown } = write({
          info: { title: text, version: text },
          paths: {
            "/a": { get: { summary: text, operationId: text, tags: [text], parameters: [{ name: text, in: text }] } },
          },
          components: {
            schemas: { [text]: { title: text, type: text, default: text, properties: { [text]: { pattern: text } } } },
          },
        });

        const levels = markdown.split("\n").filter((line) => /^#{1,6} /.test(line));
        expect(levels.length).toBeLessThanOrEqual(5);
        const rules = markdown.split("\n").filter((line) => line.startsWith("| ---"));
        for (const line of rules) expect(line).toMatch(/^\|(?: --- \|){4,5}$/);
      }),
      { numRuns: 300 },
    );
  });

  test("can be written of anything that parses", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        write({
          paths: { "/a": { get: value, parameters: value } },
          components: { schemas: { S: value } },
          tags: value,
          servers: value,
        });
        const { title } = write({ paths: value, components: value, info: value, webhooks: value, security: value });
        expect(title).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});
