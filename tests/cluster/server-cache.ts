import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const base = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docsynapse", "servers");

/**
 * The folder `name` of the cache, filled once by `fill`. A folder is there whole or not at all: it is filled beside its
 * place and renamed, so that two fillings at once, or one that is killed, do no harm.
 */
export function cached(name: string, fill: (folder: string) => void): string {
  const place = join(base, name);
  if (existsSync(place)) return place;
  mkdirSync(base, { recursive: true });
  const building = mkdtempSync(join(base, `.${name}-`));
  try {
    fill(building);
    if (!existsSync(place)) renameSync(building, place);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return place;
}
