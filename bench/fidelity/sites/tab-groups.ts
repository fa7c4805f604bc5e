/** A tab of our own notation: a line in bold and what follows it, between `<!-- tabs -->` and `<!-- /tabs -->`. */
export interface Tab {
  readonly label: string;
  readonly body: readonly string[];
}

type Write = (tabs: readonly Tab[]) => readonly string[];

/** Rewrites the groups of tabs of a page into what a generator takes; those of code alone too, where it has no others. */
export function rewriteTabs(markdown: string, write: Write, writeCode: Write = write): string {
  return markdown.replace(/^<!-- (tabs|code) -->\n([\s\S]*?)^<!-- \/\1 -->$/gm, (_, kind: string, inside: string) =>
    (kind === "code" ? writeCode : write)(tabsOf(inside)).join("\n"),
  );
}

function tabsOf(inside: string): Tab[] {
  const [, ...pieces] = inside.split(/^\*\*(.+)\*\*$/m);
  const tabs: Tab[] = [];
  for (let at = 0; at < pieces.length; at += 2) {
    tabs.push({ label: pieces[at] ?? "", body: (pieces[at + 1] ?? "").trim().split("\n") });
  }
  return tabs;
}
