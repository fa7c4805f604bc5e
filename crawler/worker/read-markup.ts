import { decodeText } from "../fetch/decode-text.ts";

interface Markup {
  readonly body: Uint8Array;
  readonly charset: string | undefined;
  readonly contentType: string;
}

/** The text of a page, as the HTML parser takes it: a CDATA section is text in XHTML, and a comment in HTML. */
export function readMarkup({ body, charset, contentType }: Markup): string {
  const html = decodeText(body, charset, "html");
  return contentType.endsWith("xml") ? writeOutCdata(html) : html;
}

/** Each opening looks no further than the next one, so that a page of openings alone takes no longer. */
function writeOutCdata(xhtml: string): string {
  const [before = "", ...parts] = xhtml.split("<![CDATA[");
  return before + parts.map(writeOutSection).join("");
}

function writeOutSection(part: string): string {
  const end = part.indexOf("]]>");
  if (end < 0) return part;
  const text = part.slice(0, end).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return text + part.slice(end + 3);
}
