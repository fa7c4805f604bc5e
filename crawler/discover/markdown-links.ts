/** The targets of inline links, autolinks and reference definitions in Markdown, in order; images are left out. */
export function* markdownLinks(text: string): Generator<string> {
  if (/^\s{0,100}<(?:!doctype|html|\?xml)/i.test(text)) return;
  for (const match of text.matchAll(linkTarget)) {
    const target = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (target !== undefined && !isImage(text, match)) yield target;
  }
}

/**
 * `](<target>`, `](target` with one level of parentheses, `<https://...>`, `[label]: target`. Every part consumes
 * characters that its successor cannot start with, so that time is linear in the text.
 */
const linkTarget =
  /\]\([ \t]{0,8}(?:<([^<>\r\n]{1,8192})>|((?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,8192}))|<(https?:\/\/[^\s<>]{1,8192})>|^ {0,3}\[[^\]\r\n]{1,200}\]:[ \t]{1,8}<?([^\s<>]{1,8192})/gm;

/** `![text](target`: the bracket that opens the text has an exclamation mark before it. */
function isImage(text: string, match: RegExpExecArray): boolean {
  if (!match[0].startsWith("](")) return false;
  // So far back and no further: the brackets are the site's.
  const before = text.slice(Math.max(0, match.index - 1000), match.index);
  const open = before.lastIndexOf("[");
  return open > 0 && before[open - 1] === "!" && !before.includes("]", open);
}
