/** The table of contents that mdBook and HonKit read, all pages on one level. */
export function buildSummary(pages: readonly string[]): string {
  const lines = pages.map((page) => `- [${page.replace(/\.md$/, "")}](${encodeURI(page)})`);
  return `# Summary\n\n${lines.join("\n")}\n`;
}
