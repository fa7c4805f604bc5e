import { snapshotsFolder } from "../snapshot/layout.ts";
import { readLatest, readSiteFile, type LatestFile } from "../snapshot/site-file.ts";
import type { Store } from "../store/store.ts";

export interface FoundSnapshot {
  readonly id: string;
  /** What `latest.json` holds, where it names this snapshot. */
  readonly latest?: LatestFile;
}

/** There is no such snapshot: says what there is instead. */
export class NoSnapshot extends Error {
  override readonly name = "NoSnapshot";
}

/** The snapshot that is asked for, or else the published one; throws `NoSnapshot`. */
export async function findSnapshot(store: Store, wanted: string | undefined): Promise<FoundSnapshot> {
  const latest = await readLatest(store);
  const id = wanted ?? latest?.snapshot;
  if (id === undefined) throw new NoSnapshot(`${store.locate("")} holds no published snapshot`);
  if (await isFinished(store, id)) return { id, ...(id === latest?.snapshot && { latest }) };
  const there = (await store.names(snapshotsFolder)).slice(-maxNamed).join(", ");
  throw new NoSnapshot(`no snapshot ${id} in ${store.locate("")}; there is ${there === "" ? "none" : there}`);
}

const maxNamed = 20;

/** `site.json` is written last into a snapshot's folder. */
async function isFinished(store: Store, id: string): Promise<boolean> {
  return /^[\w-]{1,64}$/.test(id) && (await readSiteFile(store, id)) !== undefined;
}
