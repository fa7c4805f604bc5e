import { mkdirSync, readFileSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";

const attempts = 50;
const pauseMs = 100;

/**
 * Control groups of a node's pods, in every hierarchy: the one thing of a node that does not end with its namespaces.
 * Gives the path that the kubelet is told.
 */
export function makeCgroup(name: string): string {
  for (const hierarchy of findHierarchies()) mkdirSync(join(hierarchy, name), { recursive: true });
  return `/${name}`;
}

/** Without a promise, so that it can be done when this process exits. */
export function removeCgroup(name: string): void {
  const folders = findHierarchies().map((hierarchy) => join(hierarchy, name));
  const clock = new Int32Array(new SharedArrayBuffer(4));
  // They are busy until the kernel is done with the last process.
  for (let attempt = 1; !folders.every(removeTree) && attempt < attempts; attempt++) Atomics.wait(clock, 0, 0, pauseMs);
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
