const HTML_TYPES: ReadonlySet<string> = new Set(["text/html", "application/xhtml+xml"]);
const XML_TYPES: ReadonlySet<string> = new Set(["application/xml", "text/xml"]);
/** As the MIME Sniffing standard has it, and what file servers and buckets say of whatever they do not know. */
const NO_TYPES: ReadonlySet<string> = new Set([
  "unknown/unknown",
  "application/unknown",
  "*/*",
  "application/octet-stream",
  "binary/octet-stream",
]);
const SNIFFED_BYTES = 4096;

/** Whether a body is to be read as HTML: by its type, or by how it begins where the type says nothing. */
export function isHtmlBody(contentType: string, body: Uint8Array): boolean {
  if (HTML_TYPES.has(contentType)) return true;
  if (contentType === "") return /<(!doctype|html|head|body|title)\b/i.test(startOf(body));
  if (XML_TYPES.has(contentType)) return XHTML_ROOT.test(startOf(body));
  return NO_TYPES.has(contentType) && HTML_START.test(startOf(body));
}

const XHTML_ROOT = /<html\b[^>]*\sxmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml["']/;
const HTML_START = /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head)\b/i;

/** Of UTF-16 too. */
const startOf = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SNIFFED_BYTES))
    .toString("latin1")
    .replaceAll("\0", "");
