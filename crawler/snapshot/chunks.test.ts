import * as fc from "fast-check";
import { expect, test } from "vitest";
import { chunkPage, maxChunkTokens } from "./chunks.ts";
import { readSynthetic } from "./testing-site.ts";

function chunksOf(markdown: string) {
  const { record } = readSynthetic("https://x.example/p", { markdown, breadcrumb: ["Docs"] });
  return chunkPage({ ...record, path: "p.md" }, markdown);
}

test("every section is a chunk that knows where it is, and bare headings are none", () => {
  const chunks = chunksOf("Before.\n\n# Guide\n\n## Setup\n\nDo it.\n\n### Linux\n\nLike so.\n");

  expect(chunks.map(({ id, breadcrumb, title, text }) => ({ id, breadcrumb, title, text }))).toEqual([
    { id: "p.md", breadcrumb: ["Docs"], title: "Guide", text: "Before." },
    { id: "p.md#setup", breadcrumb: ["Docs", "Guide"], title: "Setup", text: "## Setup\n\nDo it." },
    { id: "p.md#linux", breadcrumb: ["Docs", "Guide", "Setup"], title: "Linux", text: "### Linux\n\nLike so." },
  ]);
});

test("a long section is split between paragraphs, and code and tables stay whole", () => {
  const paragraph = "word ".repeat(200).trim();
  const code = `\`\`\`\n${"line\n\n".repeat(900)}\`\`\``;
  const table = `| a |\n| - |\n${"| cell cell cell |\n".repeat(300)}`.trim();

  const chunks = chunksOf(
    `# T\n\n${[paragraph, paragraph, paragraph, paragraph, code, table, paragraph].join("\n\n")}`,
  );

  expect(chunks.length).toBeGreaterThan(3);
  expect(chunks.filter((chunk) => chunk.text.includes(code))).toHaveLength(1);
  expect(chunks.filter((chunk) => chunk.text.includes(table))).toHaveLength(1);
  const others = chunks.filter((chunk) => chunk.text !== code && chunk.text !== table);
  for (const chunk of others) expect(chunk.tokens).toBeLessThanOrEqual(maxChunkTokens);
  expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(chunks.length);
});

test("no text is lost between chunks", () => {
  const piece = fc.constantFrom(
    "# A",
    "## B",
    "words ".repeat(300),
    "```\na\n\nb\n```",
    "- item\n\n  more",
    "<table>\n\nx\n</table>",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const markdown = pieces.join("\n\n");

      const words = chunksOf(markdown).flatMap((chunk) => chunk.text.match(/\w{2,}/g) ?? []);

      expect(words).toEqual(markdown.match(/\w{2,}/g) ?? []);
    }),
  );
});
