import type { Document } from "domhandler";
import { decodeHTML, decodeHTMLAttribute } from "entities";
import { DocumentBuilder, NestedTooDeep } from "./document-builder.ts";
import { rulesOf } from "./element-rules.ts";
import { NameCache } from "./name-cache.ts";

export interface ParsedHtml {
  readonly document: Document;
  /** The rest of the page was left out because its elements are nested without end. */
  readonly isCut: boolean;
}

/**
 * The tree that htmlparser2 makes of the page, to the last node, in half its time: the whole text is there, so
 * it is looked through from mark to mark where a streaming parser takes one character after the other.
 */
export function parseHtml(html: string): ParsedHtml {
  const builder = new DocumentBuilder();
  try {
    new HtmlScanner(html, builder).run();
    return { document: builder.document, isCut: false };
  } catch (error) {
    if (!(error instanceof NestedTooDeep)) throw error;
    return { document: builder.document, isCut: true };
  }
}

const TAB = 0x09;
const LINE_FEED = 0x0a;
const FORM_FEED = 0x0c;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const EXCLAMATION = 0x21;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const DASH = 0x2d;
const SLASH = 0x2f;
const DIGIT_ZERO = 0x30;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;

// Past the end of the text a character is NaN, which is none of these.
const isBlank = (c: number): boolean =>
  c === SPACE || c === LINE_FEED || c === TAB || c === CARRIAGE_RETURN || c === FORM_FEED;
const isLetter = (c: number): boolean => (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
/** What a name does not go on with: the end of the text, a blank, `/` and `>`. */
const goesOn = (c: number): boolean => c > GREATER || (c >= DIGIT_ZERO && c < GREATER) || (c <= SLASH && isInName(c));
const isInName = (c: number): boolean => c !== SLASH && !isBlank(c);

const tags = new NameCache(rulesOf);
const attributeNames = new NameCache((name) => ({ name }));

/** Goes through the text once, from one `<` to the next. */
class HtmlScanner {
  readonly #html: string;
  readonly #builder: DocumentBuilder;
  /** Where what is not yet told to the builder begins. */
  #at = 0;
  /** The first `&` at or after some place that was asked about. */
  #reference = -1;

  constructor(html: string, builder: DocumentBuilder) {
    this.#html = html;
    this.#builder = builder;
  }

  run(): void {
    const end = this.#html.length;
    let from = 0;
    while (this.#at < end) {
      const mark = this.#html.indexOf("<", from);
      if (mark < 0) return this.#textUpTo(end);
      const next = this.#readMark(mark, this.#html.charCodeAt(mark + 1));
      // No mark after all: what stands there is text, and so is what comes before the next one.
      from = next ?? mark + 1;
      if (next !== undefined) this.#at = next;
    }
  }

  /** Where the text goes on after the tag, comment or whatever begins here; undefined when nothing does. */
  #readMark(mark: number, first: number): number | undefined {
    if (isLetter(first)) {
      this.#textUpTo(mark);
      return this.#readStartTag(mark + 1);
    }
    if (first === SLASH) return this.#readEndTag(mark);
    if (first === EXCLAMATION) return this.#readDeclaration(mark);
    return first === QUESTION ? this.#readUpToGreater(mark, mark + 2, mark + 2, this.#directive("?")) : undefined;
  }

  #textUpTo(end: number): void {
    if (end > this.#at) this.#builder.text(this.#decoded(this.#at, end, decodeHTML));
    this.#at = end;
  }

  #decoded(start: number, end: number, decode: (text: string) => string): string {
    const text = this.#html.slice(start, end);
    if (this.#reference < start) {
      const found = this.#html.indexOf("&", start);
      this.#reference = found < 0 ? Infinity : found;
    }
    return this.#reference < end ? decode(text) : text;
  }

  #readStartTag(start: number): number {
    const html = this.#html;
    let at = start + 1;
    let c = html.charCodeAt(at);
    while (goesOn(c)) c = html.charCodeAt(++at);
    const rules = tags.get(html, start, at);
    const attributes: Record<string, string> = {};
    let endsItself = false;
    for (;;) {
      while (isBlank(c) || c === SLASH) {
        endsItself = c === SLASH || (endsItself && isBlank(c));
        c = html.charCodeAt(++at);
      }
      if (c === GREATER) break;
      // A tag that is cut off is none.
      if (at >= html.length) return at;
      endsItself = false;
      at = this.#readAttribute(at, attributes);
      c = html.charCodeAt(at);
    }
    this.#builder.open(rules, attributes, endsItself);
    return rules.isRawText && !endsItself ? this.#readRawText(rules.name, at + 1) : at + 1;
  }

  /** Where it ends. The first one of a name is the one that counts. */
  #readAttribute(start: number, attributes: Record<string, string>): number {
    const html = this.#html;
    let at = start + 1;
    let c = html.charCodeAt(at);
    while (c !== EQUALS && goesOn(c)) c = html.charCodeAt(++at);
    const { name } = attributeNames.get(html, start, at);
    while (isBlank(c)) c = html.charCodeAt(++at);
    let value = "";
    if (c === EQUALS) {
      c = html.charCodeAt(++at);
      while (isBlank(c)) c = html.charCodeAt(++at);
      const isQuoted = c === DOUBLE_QUOTE || c === SINGLE_QUOTE;
      const from = isQuoted ? at + 1 : at;
      at = isQuoted ? html.indexOf(c === DOUBLE_QUOTE ? '"' : "'", from) : this.#endOfBareValue(at);
      if (at < 0) return html.length;
      value = this.#decoded(from, at, decodeHTMLAttribute);
      if (isQuoted) at++;
    }
    if (!Object.hasOwn(attributes, name)) attributes[name] = value;
    return at;
  }

  #endOfBareValue(start: number): number {
    let at = start;
    let c = this.#html.charCodeAt(at);
    while (c !== GREATER && !isBlank(c) && at < this.#html.length) c = this.#html.charCodeAt(++at);
    return at;
  }

  /** Where the element's end tag begins. */
  #readRawText(name: string, start: number): number {
    const end = endOfRawText(name);
    end.lastIndex = start;
    const at = end.exec(this.#html)?.index ?? this.#html.length;
    if (at > start) {
      const text = name === "title" ? this.#decoded(start, at, decodeHTML) : this.#html.slice(start, at);
      this.#builder.text(text);
    }
    return at;
  }

  #readEndTag(mark: number): number | undefined {
    const html = this.#html;
    let start = mark + 2;
    let c = html.charCodeAt(start);
    while (isBlank(c)) c = html.charCodeAt(++start);
    if (c === GREATER || Number.isNaN(c)) return undefined;
    const { length } = html;
    if (!isLetter(c)) return this.#readUpToGreater(mark, start, start + 1, (text) => this.#builder.comment(text));
    this.#textUpTo(mark);
    let at = start + 1;
    for (c = html.charCodeAt(at); c !== GREATER && !isBlank(c) && at < length;) c = html.charCodeAt(++at);
    if (at >= length) return length;
    this.#builder.close(tags.get(html, start, at));
    const end = html.indexOf(">", at);
    return end < 0 ? length : end + 1;
  }

  #readDeclaration(mark: number): number {
    const html = this.#html;
    if (html.startsWith("--", mark + 2)) {
      // `<!-->` and `<!--->` are whole comments: the dashes may be of the beginning and of the end.
      return this.#readComment(mark, { start: mark + 4, from: mark + 2, end: "-->" }, (text) => text);
    }
    if (html.startsWith("[CDATA[", mark + 2)) {
      const part = { start: mark + 9, from: mark + 9, end: "]]>" };
      return this.#readComment(mark, part, (text) => `[CDATA[${text}]]`);
    }
    // The first character says what it is, and does not end it.
    const from = html.charCodeAt(mark + 2) === DASH ? mark + 4 : mark + 3;
    return this.#readUpToGreater(mark, mark + 2, from, this.#directive("!"));
  }

  #readComment(
    mark: number,
    { start, from, end }: { start: number; from: number; end: string },
    write: (text: string) => string,
  ): number {
    this.#textUpTo(mark);
    const found = this.#html.indexOf(end, from);
    const at = found < 0 ? this.#html.length : found;
    this.#builder.comment(write(this.#html.slice(start, Math.max(start, at))));
    return at + end.length;
  }

  #directive(sign: string): (text: string) => void {
    return (text) => {
      const [name = ""] = text.split(/[\s/]/, 1);
      this.#builder.directive(sign + name.toLowerCase(), sign + text);
    };
  }

  /** What has no end is text from its start on, which is after the mark. */
  #readUpToGreater(mark: number, start: number, from: number, tell: (text: string) => void): number {
    this.#textUpTo(mark);
    const end = this.#html.indexOf(">", from);
    if (end < 0) {
      this.#at = start;
      this.#textUpTo(this.#html.length);
      return this.#html.length;
    }
    tell(this.#html.slice(start, end));
    return end + 1;
  }
}

const rawTextEnds = new Map<string, RegExp>();

function endOfRawText(name: string): RegExp {
  const known = rawTextEnds.get(name);
  if (known !== undefined) return known;
  const end = new RegExp(`</${name}(?=[> \\t\\n\\f\\r])`, "gi");
  rawTextEnds.set(name, end);
  return end;
}
