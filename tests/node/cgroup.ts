import { mkdirSync, readFileSync, readdirSync, rmdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const removeTimeoutMs = 10_000;

/** Control groups of a node's pods, in every hierarchy: the one thing that does not end with the namespaces. */
export class Cgroup implements AsyncDisposable {
  readonly path: string;
  readonly #folders: readonly string[];

  constructor(folder: string) {
    this.path = `/${basename(folder)}`;
    this.#folders = findHierarchies().map((hierarchy) => join(hierarchy, this.path));
    for (const each of this.#folders) mkdirSync(each, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const deadline = performance.now() + removeTimeoutMs;
    // Busy until the last process is gone.
    while (!this.#folders.every(removeTree) && performance.now() < deadline) await sleep(50);
  }
}

/** What a node left behind that had no time to: its process was killed. */
export function removeStaleCgroups(name: string): void {
  for (const hierarchy of findHierarchies()) removeTree(join(hierarchy, name));
}

function findHierarchies(): string[] {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  return mounts.flatMap((line) => {
    const [, path = "", type = ""] = line.split(" ");
    return type === "cgroup" || type === "cgroup2" ? [path] : [];
  });
}

/** Whether it is gone. */
function removeTree(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeTree(join(folder, entry.name));
    }
    rmdirSync(folder);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT";
  }
}
