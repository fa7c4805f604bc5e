/** A page in a comparison of two snapshots. */
export interface ComparedPage {
  readonly url: string;
  readonly path: string;
  /** Of the content before its links were mended: another page's coming or going is no change of this one. */
  readonly hash: string;
}

export interface ChangedPage {
  readonly url: string;
  readonly path: string;
}

export interface SnapshotChanges {
  readonly added: readonly ChangedPage[];
  readonly changed: readonly ChangedPage[];
  readonly removed: readonly ChangedPage[];
  readonly unchanged: number;
}

/** What is different between two snapshots' pages; the lists are in the order of their snapshot. */
export function compareSnapshots(before: Iterable<ComparedPage>, after: Iterable<ComparedPage>): SnapshotChanges {
  const left = new Map([...before].map((page) => [page.url, page]));
  const added: ChangedPage[] = [];
  const changed: ChangedPage[] = [];
  let unchanged = 0;
  for (const { url, path, hash } of after) {
    const old = left.get(url);
    left.delete(url);
    if (!old) added.push({ url, path });
    else if (old.hash !== hash || old.path !== path) changed.push({ url, path });
    else unchanged += 1;
  }
  const removed = [...left.values()].map(({ url, path }) => ({ url, path }));
  return { added, changed, removed, unchanged };
}
