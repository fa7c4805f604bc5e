const tempPrefix = ".tmp-";

/** Refuses what could leave the store's root or clash with its temporary files; the empty path is the root itself. */
export function checkPath(path: string): void {
  if (path === "") return;
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === ".." || segment.includes("\0") || isTempName(segment)) {
      throw new Error(`not a path inside the store: ${JSON.stringify(path)}`);
    }
  }
}

/** As `checkPath`, for what must name something below the root. */
export function checkObjectPath(path: string): void {
  if (path === "") throw new Error("an object in the store needs a path");
  checkPath(path);
}

export const tempName = (owner: string, number: number): string => `${tempPrefix}${owner}-${number}`;

export const isTempName = (name: string): boolean => name.startsWith(tempPrefix);
