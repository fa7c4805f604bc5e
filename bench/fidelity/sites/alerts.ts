/** GitHub's alerts, as the sample source has them, rewritten into each generator's own admonitions. */
export interface Alert {
  /** Lower case. */
  readonly kind: string;
  readonly title: string | undefined;
  readonly body: readonly string[];
}

/** Each alert as the lines that `write` makes of it; all else as it is. */
export function rewriteAlerts(markdown: string, write: (alert: Alert) => readonly string[]): string {
  const lines = markdown.split("\n");
  const written: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const kind = /^> \[!(\w+)\]$/.exec(lines[at] ?? "")?.[1];
    if (kind === undefined) {
      written.push(lines[at] ?? "");
      continue;
    }
    const inside: string[] = [];
    while (lines[at + 1]?.startsWith(">")) inside.push((lines[(at += 1)] ?? "").replace(/^> ?/, ""));
    const title = /^\*\*(.+)\*\*$/.exec(inside[0] ?? "")?.[1];
    const body = title === undefined ? inside : inside.slice(1);
    written.push(...write({ kind: kind.toLowerCase(), title, body }));
  }
  return written.join("\n");
}

/** `:::note[Title]` and the like. */
export function asContainers(opening: (alert: Alert) => string): (markdown: string) => string {
  return (markdown) => rewriteAlerts(markdown, (alert) => [opening(alert), "", ...trimmed(alert.body), "", ":::"]);
}

/** `!!! note "Title"` with an indented body. */
export function asIndented(markdown: string): string {
  return rewriteAlerts(markdown, ({ kind, title, body }) => [
    `!!! ${kind === "caution" ? "danger" : kind}${title === undefined ? "" : ` "${title}"`}`,
    "",
    ...trimmed(body).map((line) => (line === "" ? "" : `    ${line}`)),
  ]);
}

/** For generators that know no admonitions. */
export function asQuotes(markdown: string): string {
  return rewriteAlerts(markdown, quote);
}

/** For generators that know some kinds only. */
export function quote({ title, body }: Alert): readonly string[] {
  return [
    ...(title === undefined ? [] : [`> **${title}**`]),
    ...(title === undefined ? trimmed(body) : body).map((line) => `> ${line}`.trimEnd()),
  ];
}

function trimmed(body: readonly string[]): readonly string[] {
  return body[0] === "" ? body.slice(1) : body;
}
