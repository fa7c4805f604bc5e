/** A tab of our own notation: a line in bold and what follows it, between `<!-- tabs -->` and `<!-- /tabs -->`. */
export interface Tab {
  readonly label: string;
  readonly body: readonly string[];
}

/** Rewrites the groups of tabs of a page into what a generator takes. */
export function rewriteTabs(markdown: string, write: (tabs: readonly Tab[]) => readonly string[]): string {
  return markdown.replace(/^<!-- tabs -->\n([\s\S]*?)^<!-- \/tabs -->$/gm, (_, inside: string) =>
    write(tabsOf(inside)).join("\n"),
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
