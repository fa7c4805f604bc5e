import type { Plan } from "../contract.ts";
import type { Store } from "../store/store.ts";
import { compareText } from "./compare-text.ts";
import { workFolder } from "./staged.ts";
import { readLatest } from "./site-file.ts";
import { fileIn, snapshotFiles, snapshotFolder, snapshotsFolder, workRoot } from "./layout.ts";

const snapshotId = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-[a-z0-9]{1,16})?$/;

export interface KnownSnapshot {
  readonly id: string;
  /** False: its publication never got to the end. */
  readonly complete: boolean;
}

/** Which snapshots go: beyond the number to keep, too old, or never finished. The one that `latest` names stays. */
export function chooseExpired(
  snapshots: readonly KnownSnapshot[],
  latest: string,
  retention: Plan["retention"],
  now: Date,
): string[] {
  const complete = snapshots.filter((snapshot) => snapshot.complete || snapshot.id === latest);
  const newest = complete.map(({ id }) => id).toSorted((a, b) => compareText(b, a));
  const kept = new Set([latest, ...newest.filter((id) => id !== latest).slice(0, retention.snapshots - 1)]);
  const oldestMs = retention.maxAgeSeconds === undefined ? 0 : now.getTime() - retention.maxAgeSeconds * 1000;
  return snapshots
    .map(({ id }) => id)
    .filter((id) => id !== latest && (!kept.has(id) || startedMs(id) < oldestMs))
    .sort(compareText);
}

function startedMs(id: string): number {
  const [, year, month, day, hour, minute, second] = snapshotId.exec(id) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export async function removeExpired(store: Store, plan: Plan, now: Date): Promise<void> {
  // Where another crawl has published since, pruning is its to do: what we know is behind.
  if ((await readLatest(store))?.snapshot !== plan.snapshot) return;
  const ids = (await store.names(snapshotsFolder)).filter((name) => snapshotId.test(name));
  const known: KnownSnapshot[] = [];
  for (const id of ids) {
    known.push({
      id,
      complete: (await store.read(fileIn(id, snapshotFiles.site), { start: 0, end: 1 })) !== undefined,
    });
  }
  for (const id of chooseExpired(known, plan.snapshot, plan.retention, now)) {
    await removeSnapshot(store, id);
  }
}

/** First what says that the snapshot is whole: a removal that is cut off must not leave one that looks so. */
export async function removeSnapshot(store: Store, id: string): Promise<void> {
  await store.remove(fileIn(id, snapshotFiles.site));
  await store.remove(snapshotFolder(id));
}

/** Removes this crawl's work and that of earlier crawls that never got here. */
export async function removeWork(store: Store, snapshot: string): Promise<void> {
  for (const name of await store.names(workRoot)) {
    if (name <= snapshot) await store.remove(workFolder(name));
  }
  if ((await store.names(workRoot)).length === 0) await store.remove(workRoot);
}
