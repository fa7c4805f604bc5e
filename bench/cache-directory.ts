import { createHash } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Makes `<name>-<version>` in the user's cache once: a half-filled folder never gets that name. */
export async function fillOnce(
  name: string,
  version: string,
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  const base = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse", "bench");
  const directory = join(base, `${name}-${version.replace(/[^\w.+~-]/g, "_")}`);
  if (await exists(directory)) return directory;
  const fresh = `${directory}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  try {
    await fill(fresh);
    await rename(fresh, directory);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return directory;
}

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** Twelve hexadecimal digits that change when the text does. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
