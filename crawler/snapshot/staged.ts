import { hash } from "node:crypto";

/** Work of a snapshot in the making; gone after publication. */
export const workFolder = (snapshot: string): string => `work/${snapshot}`;

export function stagedPath(snapshot: string, url: string): string {
  const key = hash("sha256", url).slice(0, 32);
  return `${workFolder(snapshot)}/staged/${key.slice(0, 2)}/${key}`;
}
