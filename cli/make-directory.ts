import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** As `mkdir -p`. Node's own `recursive` never returns where a parent exists and refuses children, as /proc does. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const parent = dirname(path);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" && parent !== path && !(await isDirectory(parent))) {
      await makeDirectory(parent);
      await mkdir(path);
    } else if (!(await isDirectory(path))) {
      throw error;
    }
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
