import { posix } from "node:path";

/** Prose beside an API, for generators that show a page as the text of a module or a package. */

/** `guide/install.md` becomes `guide_install`. */
export function identifierOf(path: string): string {
  return path.replace(/\.\w+$/, "").replace(/\W+/g, "_");
}

/** The module's name is the page's title, so what was one is a section. */
export function shiftHeadings(markdown: string): string {
  return mapProse(markdown, (line) => line.replace(/^#{1,5} /, (sign) => `#${sign}`));
}

/** Links between pages as paths from the site's root, where the generator leaves them as they are. */
export function linkFromRoot(markdown: string, path: string, builtFile: (source: string) => string): string {
  return mapProse(markdown, (line) =>
    line.replace(/\]\(([^\s():]+\.md)(#[^\s()]*)?\)/g, (_, page: string, hash = "") => {
      const source = posix.join(posix.dirname(path), page);
      return `](/${builtFile(source)}${hash})`;
    }),
  );
}

/** Changes each line that is not in a fenced block. */
export function mapProse(markdown: string, change: (line: string) => string): string {
  let fence: string | undefined;
  const lines = markdown.split("\n").map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      return line;
    }
    fence = mark;
    return mark === undefined ? change(line) : line;
  });
  return lines.join("\n");
}
