import { hash } from "node:crypto";

/** Work of a snapshot in the making; gone after publication. */
export const workFolder = (snapshot: string): string => `work/${snapshot}`;

/**
 * Over sixteen folders: so many that none gets hard to list, so few that their files lie together. A file system spreads
 * folders over the disk, and new files over 256 of them take twice the time.
 */
export function stagedPath(snapshot: string, url: string): string {
  const key = hash("sha256", url).slice(0, 32);
  return `${workFolder(snapshot)}/staged/${key.slice(0, 1)}/${key}`;
}
