/** More than this share of characters that no text has tells a file that was decoded in vain. */
const MAX_CONTROL_SHARE = 0.02;
/** So many may stand in a short page by accident. */
const STRAYS = 2;
const SAMPLE = 2048;

/** True for what was decoded as text and is a PDF, an archive, a picture or a program. */
export function looksBinary(text: string): boolean {
  if (text.startsWith("%PDF-")) return true;
  const sample = text.slice(0, SAMPLE);
  return (sample.match(CONTROLS)?.length ?? 0) > STRAYS + sample.length * MAX_CONTROL_SHARE;
}

/** What the WHATWG's MIME Sniffing calls binary data bytes: no tab, line end, form feed or escape. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/g;
