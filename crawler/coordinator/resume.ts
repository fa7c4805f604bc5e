import type { Frontier } from "../frontier/frontier.ts";
import { keyOf, type Entry } from "../frontier/entry.ts";
import { decodeStagedPage } from "../staged-object.ts";
import { stagedPath } from "../snapshot/staged.ts";
import type { Store } from "../store/store.ts";
import type { CoordinatorOptions } from "./options.ts";

/**
 * Takes the crawl over where the journal ends: replays it, claims it, and opens again what was journaled but never
 * written (the file comes after its journal record, so a kill may fall between the two).
 */
export async function resume(frontier: Frontier, options: CoordinatorOptions): Promise<void> {
  const { journal, planDigest, plan, store, observer } = options;
  let replayed = 0;
  for await (const records of journal.replay()) {
    for (const record of records) frontier.apply(record);
    replayed += records.length;
  }
  const claim = { type: "claim" as const, atMs: options.now(), planDigest };
  frontier.apply(claim);
  await journal.append([claim]);
  if (replayed === 0) return;
  const written = await listStaged(store, plan.snapshot);
  const lost: string[] = [];
  for (const entry of frontier.entries()) {
    if (entry.bucket !== "stored") continue;
    const isStaged = entry.kind === "page" || entry.kind === "asset";
    if (isStaged && !written.has(stagedPath(plan.snapshot, entry.url))) lost.push(entry.key);
    if (entry.kind === "native" && !(await isNativeStaged(frontier, entry, options))) lost.push(entry.key);
  }
  const records = frontier.reopen(lost);
  // Workers of this process ended with the one before; elsewhere they may still use what is out, until it expires.
  if (options.workers === "here") records.push(...frontier.abandon(options.now()));
  await journal.append(records);
  // What was finished before was told of then.
  frontier.takeFinished();
  const { discovered, stored, unchanged } = frontier.counts;
  observer.onNote(`continuing: ${stored + unchanged} of ${discovered} pages were done`);
  observer.onCounts(frontier.counts);
}

/** Native Markdown is staged in its page's place: it is there when the page's staged hash is the journaled one. */
async function isNativeStaged(frontier: Frontier, native: Entry, options: CoordinatorOptions): Promise<boolean> {
  const pageUrl = native.subject ?? native.url;
  const bytes = await options.store.read(stagedPath(options.plan.snapshot, pageUrl));
  if (bytes === undefined) return false;
  return decodeStagedPage(bytes).record.hash === frontier.entryOf(keyOf("page", pageUrl))?.hash;
}

async function listStaged(store: Store, snapshot: string): Promise<Set<string>> {
  const paths = new Set<string>();
  for await (const path of store.list(`work/${snapshot}/staged`)) paths.add(path);
  return paths;
}
