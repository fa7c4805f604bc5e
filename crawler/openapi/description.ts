/**
 * Descriptions are CommonMark by the specification. They go into the page as they are, with what would reach beyond
 * them taken away: headings above their section's, fences and comments that are never closed, scripts.
 */
export interface DescriptionPlace {
  /** Level of the heading that the description stands under. */
  readonly level: number;
  /** Page that `#fragments` lead to. */
  readonly pageUrl: string;
}

const MAX_DESCRIPTION = 2_000_000;
const FENCE = /^ {0,3}(?:[-*+>] {0,3})?(`{3,}|~{3,})([^`]*)$/;

export function blockDescription(text: string, { level, pageUrl }: DescriptionPlace): string {
  const lines = asAtx(linesOf(text));
  const levels = lines.flatMap(({ line, isCode }) =>
    isCode ? [] : (/^ {0,3}(#{1,6})[ \t]/.exec(line)?.[1]?.length ?? []),
  );
  const shift = Math.max(0, level + 1 - Math.min(...levels, 6));
  const written = lines.map(({ line, isCode }) =>
    isCode
      ? line
      : withOwnPage(harmless(line), pageUrl).replace(
          /^( {0,3})(#{1,6})(?=[ \t])/,
          (_, blank: string, marks: string) => blank + "#".repeat(Math.min(6, marks.length + shift)),
        ),
  );
  const open = openFence(lines);
  return [...written, ...(open === "" ? [] : [open])].join("\n").trim();
}

/** On one line, for a cell: paragraphs and items are parted by breaks, lines of code become spans. */
export function cellDescription(text: string, pageUrl: string): string {
  const parts: string[] = [];
  let paragraph = "";
  const end = (): void => {
    if (paragraph !== "") parts.push(paragraph);
    paragraph = "";
  };
  for (const { line, isCode, isFence } of linesOf(text)) {
    const trimmed = line.trim();
    if (isFence || trimmed === "") end();
    else if (isCode) {
      end();
      parts.push(`\`${trimmed.replaceAll("`", "'")}\``);
    } else {
      if (/^(?:[-*+]|\d{1,9}[.)]) /.test(trimmed)) end();
      const said = withOwnPage(harmless(trimmed.replace(/^#{1,6} +/, "")), pageUrl);
      paragraph += paragraph === "" ? said : ` ${said}`;
    }
  }
  end();
  return parts.join("<br>");
}

interface Line {
  readonly line: string;
  readonly isCode: boolean;
  readonly isFence: boolean;
}

function linesOf(text: string): Line[] {
  let fence = "";
  return text
    .slice(0, MAX_DESCRIPTION)
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => {
      const run = FENCE.exec(line);
      if (fence !== "") {
        const isEnd = run?.[1]?.startsWith(fence) === true && run[2]?.trim() === "";
        if (isEnd) fence = "";
        return { line, isCode: true, isFence: isEnd };
      }
      fence = run?.[1] ?? "";
      return { line, isCode: run !== null, isFence: run !== null };
    });
}

function openFence(lines: readonly Line[]): string {
  const marks = lines.flatMap(({ line, isFence }) => (isFence ? [FENCE.exec(line)?.[1] ?? ""] : []));
  return marks.length % 2 === 1 ? (marks.at(-1) ?? "") : "";
}

/** Headings that are underlined, as such with number signs. */
function asAtx(lines: readonly Line[]): Line[] {
  const written: Line[] = [];
  for (const entry of lines) {
    const underline = entry.isCode ? undefined : /^ {0,3}(=+|-+)[ \t]*$/.exec(entry.line)?.[1];
    const above = written.at(-1);
    const isHeading = underline !== undefined && above?.isCode === false && /^ {0,3}[^\s#>|<*+-]/.test(above.line);
    if (isHeading)
      written[written.length - 1] = {
        ...above,
        line: `${underline.startsWith("=") ? "#" : "##"} ${above.line.trim()}`,
      };
    else written.push(entry);
  }
  return written;
}

/** Elements that hide or run what follows, whether they are closed or not. */
const HARMFUL =
  /<(?=!--|[!?]|\/?(?:script|style|iframe|object|embed|textarea|title|xmp|plaintext|template|noscript)\b)/gi;

const SILENT = /<!--.*?-->|<(script|style)\b[^>]*>.*?<\/\1\s*>/gi;

/** Code spans stay; elsewhere what would run, or hide the text behind it, becomes text. */
function harmless(line: string): string {
  if (!line.includes("<")) return line;
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(SILENT, "")
            .replace(HARMFUL, "&lt;")
            .replace(/(<[^>]*?)\son\w+\s*=/gi, "$1 data-was="),
    )
    .join("");
}

function withOwnPage(line: string, pageUrl: string): string {
  return line.includes("](#") ? line.replaceAll("](#", `](${pageUrl}#`) : line;
}
