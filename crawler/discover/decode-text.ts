/**
 * The text of a foreign document. A byte order mark decides, then the content type, then an XML declaration, else it
 * is UTF-8. Bytes that are none become U+FFFD.
 */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  return decode(bytes, byteOrderMark(bytes) ?? charsetOf(contentType) ?? declaredEncoding(bytes) ?? "utf-8");
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function charsetOf(contentType: string): string | undefined {
  return /;\s?charset="?([\w.:-]{1,40})/i.exec(contentType.slice(0, 500))?.[1];
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return /^\s{0,8}<\?xml [^>]{0,100}encoding=["']([\w.:-]{1,40})["']/.exec(start)?.[1];
}

function decode(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // An encoding that nobody knows.
    return new TextDecoder("utf-8").decode(bytes);
  }
}
