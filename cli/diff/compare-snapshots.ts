import type { SnapshotFile } from "./read-manifest.ts";

export interface Change {
  readonly change: "added" | "changed" | "removed";
  readonly kind: "page" | "asset";
  readonly url: string;
  readonly old?: SnapshotFile;
  readonly new?: SnapshotFile;
}

export interface Comparison {
  /** Pages before assets, each by URL. */
  readonly changes: readonly Change[];
  /** How many pages are the same in both. */
  readonly unchangedPages: number;
}

type Files = ReadonlyMap<string, SnapshotFile>;

/** A file that only moved to another path counts as changed: links to it did. */
export function compareSnapshots(before: Files, after: Files): Comparison {
  const changes: Change[] = [];
  let unchangedPages = 0;
  for (const [key, old] of before) {
    const now = after.get(key);
    if (now === undefined) changes.push({ change: "removed", kind: old.kind, url: old.url, old });
    else if (now.hash !== old.hash || now.path !== old.path) {
      changes.push({ change: "changed", kind: old.kind, url: old.url, old, new: now });
    } else if (old.kind === "page") unchangedPages++;
  }
  for (const [key, now] of after) {
    if (!before.has(key)) changes.push({ change: "added", kind: now.kind, url: now.url, new: now });
  }
  return { changes: changes.sort(byKindAndUrl), unchangedPages };
}

function byKindAndUrl(left: Change, right: Change): number {
  if (left.kind !== right.kind) return left.kind === "page" ? -1 : 1;
  return left.url < right.url ? -1 : 1;
}
