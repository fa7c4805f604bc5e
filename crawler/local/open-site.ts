import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { StoreTarget } from "../contract.ts";
import { workRoot } from "../snapshot/layout.ts";
import { withLocalWork } from "../store/local-work.ts";
import { openStore } from "../store/open-store.ts";
import { proveWritable } from "../store/prove-writable.ts";
import type { Store } from "../store/store.ts";
import { createVolumeStore } from "../store/volume.ts";
import type { LocalCrawlOptions } from "./events.ts";
import { lockDirectory } from "./lock.ts";

/** A site's store, held by this process alone, and the local directory with the journal and what is staged. */
export interface OpenSite extends AsyncDisposable {
  readonly store: Store;
  readonly directory: string;
}

type Options = Pick<LocalCrawlOptions, "target" | "storeAccess" | "stateRoot">;

export async function openSite({ target, storeAccess, stateRoot }: Options): Promise<OpenSite> {
  if (target.type === "volume") return await openDirectory(target.path);
  const remote = await openStore(target, storeAccess);
  await proveWritable(remote);
  const directory = join(stateRoot, stateFolder(target));
  const { store: work, ...site } = await openDirectory(directory, remote.locate(""));
  return { ...site, store: withLocalWork(remote, work, workRoot) };
}

async function openDirectory(directory: string, name = directory): Promise<OpenSite> {
  await mkdir(directory, { recursive: true });
  const lock = await lockDirectory(directory, name);
  const store = createVolumeStore(directory);
  await store.sweep();
  return { store, directory, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() };
}

/** One for each place that snapshots may go to. */
function stateFolder(target: Exclude<StoreTarget, { readonly type: "volume" }>): string {
  const where = [target.type, target.endpoint, target.prefix.replace(/\/$/, ""), ...bucketOf(target)];
  return createHash("sha256").update(JSON.stringify(where)).digest("hex").slice(0, 24);
}

function bucketOf(target: Exclude<StoreTarget, { readonly type: "volume" }>): readonly string[] {
  return target.type === "azure" ? [target.account, target.container] : [target.bucket];
}
