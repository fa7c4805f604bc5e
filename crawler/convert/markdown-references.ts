/** A destination in a line of Markdown, at `[start, end)`, as it is meant after escapes. */
export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly destination: string;
  readonly isImage: boolean;
  /** In an attribute of raw HTML, where Markdown's escapes do not hold. */
  readonly isAttribute: boolean;
}

const MAX_DESTINATION = 8192;
/** A line longer than that is data, not text. */
const MAX_LINE = 200_000;

/** References of one line outside code spans: inline links and images, definitions, autolinks, HTML attributes. */
export function findReferences(line: string): Reference[] {
  if (line.length > MAX_LINE || !/[\](<]/.test(line)) return [];
  const definition = findDefinition(line);
  return definition === undefined ? new LineScan(line).run() : [definition];
}

function findDefinition(line: string): Reference | undefined {
  const match = /^ {0,3}\[(?!\^)[^\]]{1,999}\]:[ \t]{0,20}/.exec(line);
  return match === null ? undefined : destinationAt(line, match[0].length, false);
}

class LineScan {
  readonly #line: string;
  readonly #found: Reference[] = [];
  /** Open brackets: whether each begins an image. */
  readonly #brackets: boolean[] = [];
  readonly #lostRuns = new Set<number>();

  constructor(line: string) {
    this.#line = line;
  }

  run(): Reference[] {
    for (let at = 0; at < this.#line.length; at += 1) at = this.#step(at);
    return this.#found;
  }

  /** Handles the character and returns the index of the last one that was used up. */
  #step(at: number): number {
    switch (this.#line.charAt(at)) {
      case "\\":
        return at + 1;
      case "`":
        return this.#skipCode(at);
      case "[":
        this.#brackets.push(this.#line[at - 1] === "!");
        return at;
      case "]":
        return this.#closeBracket(at);
      case "<":
        return this.#openAngle(at);
      default:
        return at;
    }
  }

  #skipCode(at: number): number {
    let length = 1;
    while (this.#line[at + length] === "`") length += 1;
    const after = at + length;
    if (this.#lostRuns.has(length)) return after - 1;
    for (let close = this.#line.indexOf("`", after); close >= 0; close = this.#line.indexOf("`", close)) {
      let run = 1;
      while (this.#line[close + run] === "`") run += 1;
      if (run === length) return close + run - 1;
      close += run;
    }
    // No run of this length follows: none will for a later one either.
    this.#lostRuns.add(length);
    return after - 1;
  }

  #closeBracket(at: number): number {
    const isImage = this.#brackets.pop();
    if (isImage === undefined || this.#line[at + 1] !== "(") return at;
    const reference = destinationAt(this.#line, at + 2, isImage);
    if (reference === undefined) return at;
    this.#found.push(reference);
    return reference.end - 1;
  }

  #openAngle(at: number): number {
    const close = this.#line.slice(at, at + MAX_DESTINATION).indexOf(">");
    if (close < 0) return at;
    const inner = this.#line.slice(at + 1, at + close);
    if (/^https?:\/\/[^\s<]+$/i.test(inner)) {
      this.#found.push({ start: at + 1, end: at + close, destination: inner, isImage: false, isAttribute: false });
    } else if (/^(?:a|img|source|video)\s/i.test(inner)) this.#findAttribute(inner, at + 1);
    return at + close;
  }

  #findAttribute(inner: string, offset: number): void {
    const match = /\s(?:href|src)\s?=\s?"([^"]+)"/i.exec(inner);
    if (match?.[1] === undefined) return;
    const start = offset + match.index + match[0].length - 1 - match[1].length;
    const isImage = !/^a\s/i.test(inner);
    this.#found.push({ start, end: start + match[1].length, destination: match[1], isImage, isAttribute: true });
  }
}

/** The destination that starts here: in angle brackets, or up to a blank or the parenthesis that closes the link. */
function destinationAt(line: string, from: number, isImage: boolean): Reference | undefined {
  let start = from;
  while (line[start] === " ") start += 1;
  const end = line[start] === "<" ? line.indexOf(">", start) : bareEnd(line, start);
  if (line[start] === "<") start += 1;
  if (end <= start || end - start > MAX_DESTINATION) return undefined;
  // A place of the same page, unless it is a route of a page that a script draws.
  if (line[start] === "#" && line[start + 1] !== "/") return undefined;
  const destination = line
    .slice(start, end)
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replaceAll("&amp;", "&");
  return { start, end, destination, isImage, isAttribute: false };
}

function bareEnd(line: string, start: number): number {
  let depth = 0;
  const limit = Math.min(line.length, start + MAX_DESTINATION);
  for (let at = start; at < limit; at += 1) {
    const character = line[at];
    if (character === "\\") at += 1;
    else if (character === " " || character === "\t") return at;
    else if (character === "(") depth += 1;
    else if (character === ")" && (depth -= 1) < 0) return at;
  }
  return limit;
}
