import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describePage } from "../../crawler/extract/describe-page.ts";

const TESTDATA = join(import.meta.dirname, "../../crawler/extract/testdata");
/** Longer scripts, styles and pictures say nothing of a page's text, and would fill the repository. */
const MAX_INLINE = 600;

/** Writes a page as a test case of the extraction, with what is read of it today; returns its folder. */
export async function writeCase(name: string, html: string): Promise<string> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`"${name}" is no name for a test case: use small letters, digits and hyphens, such as mkdocs-tabs`);
  }
  const folder = join(TESTDATA, name);
  const source = withoutBulk(html);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "source.html"), source);
  await writeFile(join(folder, "expected.md"), describePage(source));
  return folder;
}

export function withoutBulk(html: string): string {
  return html
    .replace(/(<(script|style)\b[^>]*>)([\s\S]*?)(<\/\2>)/gi, (whole, open: string, _, text: string, close: string) =>
      text.length > MAX_INLINE ? open + close : whole,
    )
    .replace(/data:[\w/+.-]+;base64,[\w+/=]{200,}/g, "data:,");
}
