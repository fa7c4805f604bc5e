import GithubSlugger from "github-slugger";
import { type RouteReader, writtenAnchor } from "../extract/docsify-routes.ts";
import { escapeDestination } from "./resolve-marks.ts";
import type { Heading, LinkSpan } from "../messages.ts";
import { findReferences } from "./markdown-references.ts";

export interface ScannedMarkdown {
  readonly markdown: string;
  readonly headings: Heading[];
  readonly links: LinkSpan[];
}

/** Ids that lead to the heading of a line, by the line's index. */
type IdsByLine = ReadonlyMap<number, readonly string[]>;

/** One pass over the lines of a Markdown page: headings and references outside code, references made absolute. */
export function scanMarkdown(
  source: string,
  baseUrl: string,
  { idsByLine = new Map(), routes = writtenAnchor }: { idsByLine?: IdsByLine; routes?: RouteReader } = {},
): ScannedMarkdown {
  const scan = new Scan(baseUrl, idsByLine, routes);
  for (const line of trimEdges(source).split("\n")) scan.line(line);
  return scan.result();
}

function trimEdges(source: string): string {
  let start = 0;
  while (source[start] === "\n") start += 1;
  let end = source.length;
  while (end > start && " \t\n".includes(source[end - 1] ?? "")) end -= 1;
  return source.slice(start, end);
}

const FENCE = /^[ \t>]{0,40}(?:[-*+] {1,4}|\d{1,9}[.)] {1,4})?[ \t]{0,40}(`{3,}|~{3,})([^`]*)$/;

class Scan {
  readonly #baseUrl: string;
  readonly #idsByLine: IdsByLine;
  readonly #routes: RouteReader;
  readonly #lines: string[] = [];
  readonly #headings: Heading[] = [];
  readonly #links: LinkSpan[] = [];
  readonly #slugger = new GithubSlugger();
  #length = 0;
  #fence = "";
  #paragraph: { text: string; offset: number } | undefined;

  constructor(baseUrl: string, idsByLine: IdsByLine, routes: RouteReader) {
    this.#baseUrl = baseUrl;
    this.#routes = routes;
    this.#idsByLine = idsByLine;
  }

  line(line: string): void {
    const fence = FENCE.exec(line);
    if (this.#fence !== "") {
      if (fence?.[1]?.startsWith(this.#fence) === true && fence[2]?.trim() === "") this.#fence = "";
      this.#push(line);
    } else if (fence !== null) {
      this.#fence = fence[1] ?? "";
      this.#paragraph = undefined;
      this.#push(line);
    } else this.#textLine(line);
  }

  result(): ScannedMarkdown {
    const markdown = this.#lines.join("\n");
    return { markdown: markdown === "" ? "" : `${markdown}\n`, headings: this.#headings, links: this.#links };
  }

  #textLine(line: string): void {
    const offset = this.#length;
    const written = this.#withAbsoluteReferences(line);
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(\S.*))?$/.exec(written);
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(written)?.[1];
    if (atx !== null) this.#addHeading(atx[1]?.length ?? 1, atx[2] ?? "", offset);
    else if (underline !== undefined && this.#paragraph !== undefined) {
      this.#addHeading(underline.startsWith("=") ? 1 : 2, this.#paragraph.text, this.#paragraph.offset);
    }
    const isText = atx === null && underline === undefined && /^ {0,3}[^\s#>|<*+-]/.test(written);
    this.#paragraph = isText ? { text: written, offset } : undefined;
    this.#push(written);
  }

  #withAbsoluteReferences(line: string): string {
    let out = "";
    let at = 0;
    for (const reference of findReferences(line)) {
      const route = reference.isImage ? undefined : this.#routes(reference.destination);
      if (route === undefined && reference.destination.startsWith("#")) continue;
      const url = URL.parse(route ?? reference.destination, this.#baseUrl);
      const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.href.length <= 8192;
      if (!isWeb || reference.start < at) continue;
      out += line.slice(at, reference.start);
      const start = this.#length + out.length;
      out += reference.isAttribute ? url.href.replaceAll('"', "%22") : escapeDestination(url.href);
      this.#links.push({ start, end: this.#length + out.length, url: url.href, image: reference.isImage });
      at = reference.end;
    }
    return at === 0 ? line : out + line.slice(at);
  }

  #addHeading(level: number, raw: string, offset: number): void {
    const id = /[ \t]\{#([\w:.-]{1,200})\}[ \t]*$/.exec(raw.slice(-220))?.[1];
    const text = plainHeading(raw);
    const slug = this.#slugger.slug(text).slice(0, 1000);
    const ids = this.#idsByLine.get(this.#lines.length) ?? [];
    this.#headings.push({ level, text, slug, ids: id === undefined ? [...ids] : [id, ...ids], offset });
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
  }
}

function plainHeading(raw: string): string {
  return raw
    .slice(0, 4000)
    .replace(/[ \t]\{#[\w:.-]{1,200}\}[ \t]*$/, "")
    .replace(/(?:^|[ \t])#{1,20}[ \t]*$/, "")
    .replace(/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}\)/g, "$1")
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, "")
    .replace(/`|\*{1,3}|(?<![\p{L}\p{N}])_{1,3}|_{1,3}(?![\p{L}\p{N}])/gu, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim()
    .slice(0, 1000);
}
