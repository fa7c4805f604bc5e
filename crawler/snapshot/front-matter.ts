import type { PageRecord } from "../messages.ts";

/**
 * YAML front matter of a page: what is known of it, in one order, without anything that changes from crawl to crawl.
 * Every value is a double-quoted scalar, so no title can be read as another YAML type or end the block.
 */
export function buildFrontMatter(record: PageRecord): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["title", record.title],
    ["url", record.url],
    ["description", record.description],
    ["language", record.language],
    ["version", record.version],
    ["generator", record.generator],
    ["last_modified", record.lastModified],
    ["edit_url", record.editUrl],
  ];
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `${name}: ${quoted(value ?? "")}`);
  const trail = record.breadcrumb.map((step) => `  - ${quoted(step)}`);
  if (trail.length > 0) lines.push("breadcrumb:", ...trail);
  return `---\n${lines.join("\n")}\n---\n\n`;
}

/** JSON strings are YAML strings, but for the characters that YAML holds to be line breaks or not printable. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll(
    // oxlint-disable-next-line no-control-regex
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
