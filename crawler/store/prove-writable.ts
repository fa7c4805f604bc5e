import { randomUUID } from "node:crypto";
import type { Store } from "./store.ts";

/** Writes, reads and removes an object, so that a wrong bucket or a missing permission is told before any work is done. */
export async function proveWritable(store: Store): Promise<void> {
  const path = `write-test-${randomUUID()}`;
  await store.write(path, "docsynapse");
  await store.read(path);
  await store.names("snapshots");
  await store.remove(path);
}
