/**
 * The encoding that an HTML document declares in its first 1024 bytes, as in the WHATWG prescan
 * (https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding).
 */
export function findMetaCharset(body: Uint8Array): string | undefined {
  const html = readAscii(body, PRESCAN_BYTES);
  let at = html.indexOf("<");
  while (at >= 0) {
    const tag = readTag(html, at);
    const charset = tag.name === "meta" ? charsetOf(tag.attributes) : undefined;
    if (charset !== undefined) return charset;
    at = html.indexOf("<", tag.end);
  }
  return undefined;
}

/** The encoding that an XML declaration names at the very start. */
export function findXmlEncoding(body: Uint8Array): string | undefined {
  const start = readAscii(body, 256);
  return /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(start)?.[1];
}

const PRESCAN_BYTES = 1024;

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly end: number;
}

function readAscii(body: Uint8Array, bytes: number): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, bytes)).toString("latin1");
}

function readTag(html: string, start: number): Tag {
  if (html.startsWith("<!--", start)) return { name: "", attributes: NONE, end: endAfter(html, "-->", start + 2) };
  const name = /^<\/?([a-z][^\s/>]*)/i.exec(html.slice(start, start + 64));
  if (name === null) {
    const isMarkup = /^[!/?]$/.test(html.charAt(start + 1));
    return { name: "", attributes: NONE, end: isMarkup ? endAfter(html, ">", start) : start + 1 };
  }
  return { name: (name[1] ?? "").toLowerCase(), ...readAttributes(html, start + name[0].length) };
}

const NONE: ReadonlyMap<string, string> = new Map();

function endAfter(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function readAttributes(html: string, from: number): { attributes: ReadonlyMap<string, string>; end: number } {
  const attributes = new Map<string, string>();
  const pattern = /[\s/]*(?:(>)|([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?)/y;
  pattern.lastIndex = from;
  for (let match = pattern.exec(html); match !== null; match = pattern.exec(html)) {
    const [, close, name, ...values] = match;
    if (close !== undefined || name === undefined) break;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, values.find((value) => value !== undefined) ?? "");
    from = pattern.lastIndex;
  }
  return { attributes, end: from };
}

function charsetOf(attributes: ReadonlyMap<string, string>): string | undefined {
  const direct = attributes.get("charset")?.trim();
  if (direct !== undefined && direct !== "") return direct;
  if (attributes.get("http-equiv")?.trim().toLowerCase() !== "content-type") return undefined;
  const found = /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i.exec(attributes.get("content") ?? "");
  return found?.slice(1).find((value) => value !== undefined);
}
