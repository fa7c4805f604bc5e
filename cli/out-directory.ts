import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explainFileError } from "./input-file.ts";
import { makeDirectory } from "./make-directory.ts";
import { UsageError } from "./usage-error.ts";

/** Makes the directory and proves that it can be written, before any work is done for it. */
export async function prepareOutDirectory(out: string, remedy: string): Promise<void> {
  const probe = join(out, `.write-test-${randomBytes(6).toString("hex")}`);
  try {
    await makeDirectory(out);
    await writeFile(probe, "docsynapse");
  } catch (error) {
    throw new UsageError(`cannot write to ${out}: ${explainFileError(error)}; ${remedy}`, error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
