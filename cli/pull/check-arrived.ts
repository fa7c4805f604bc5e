import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { readManifest } from "../diff/read-manifest.ts";
import { explainFileError } from "../input-file.ts";
import { PullInterrupted } from "./snapshot-source.ts";

/** Every file of the manifest must be there with its digest; throws `PullInterrupted`, and removes what is wrong. */
export async function checkArrived(folder: string): Promise<void> {
  for (const { path, hash } of (await readManifest(folder)).values()) {
    const file = join(folder, path);
    const found = await digestFile(file).catch((error: unknown) => {
      throw new PullInterrupted(`${path} has not arrived: ${explainFileError(error)}; run the same command again`);
    });
    if (found === hash) continue;
    await rm(file);
    throw new PullInterrupted(`${path} is not what the manifest says; run the same command again`);
  }
}

async function digestFile(file: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(file), digest);
  return digest.digest("hex");
}
