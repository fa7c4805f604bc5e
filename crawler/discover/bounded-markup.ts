import { Parser, type Handler } from "htmlparser2";

// The parser's own stack costs time with each level; real lists have a handful.
const maxDepth = 256;
const pieceLength = 16_384;

export interface MarkupReader {
  readonly onOpen?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly onText?: (text: string) => void;
  readonly onClose?: (name: string) => void;
  /** Asked between pieces: reading ends when it says so. */
  readonly isDone: () => boolean;
}

/** Runs foreign markup through a streaming parser, no deeper than any real document is nested. */
export function readMarkup(text: string, syntax: "xml" | "html", reader: MarkupReader): void {
  const nesting = { depth: 0 };
  const handler: Partial<Handler> = {
    onopentag: (name, attributes) => {
      nesting.depth++;
      if (nesting.depth <= maxDepth) reader.onOpen?.(name, attributes);
    },
    ontext: (data) => reader.onText?.(data),
    onclosetag: (name) => {
      nesting.depth--;
      reader.onClose?.(name);
    },
  };
  const parser = new Parser(handler, { xmlMode: syntax === "xml" });
  for (let at = 0; at < text.length; at += pieceLength) {
    if (nesting.depth > maxDepth || reader.isDone()) return;
    parser.write(text.slice(at, at + pieceLength));
  }
}
