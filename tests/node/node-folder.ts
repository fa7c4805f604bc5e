import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { removeCgroup } from "./cgroup.ts";

const prefix = "docsynapse-node-";

/** A node's folder; those of nodes whose process was killed go first. */
export function makeNodeFolder(): string {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(prefix));
  for (const name of names) if (!isOwned(join(tmpdir(), name))) removeNodeFolder(join(tmpdir(), name));
  const folder = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(folder, "owner.pid"), String(process.pid));
  return folder;
}

/** With the control groups of its name; the node's processes have been killed. */
export function removeNodeFolder(folder: string): void {
  removeCgroup(basename(folder));
  // The kernel takes its time with mounts whose namespace is gone.
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** One that has no owner yet is just being made. */
function isOwned(folder: string): boolean {
  const file = join(folder, "owner.pid");
  return !existsSync(file) || existsSync(`/proc/${readFileSync(file, "utf8")}`);
}
