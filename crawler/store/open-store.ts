import type { StoreTarget } from "../contract.ts";
import type { ObjectClient } from "./object-client.ts";
import { createObjectStore } from "./object-store.ts";
import { checkPath } from "./paths.ts";
import type { Store } from "./store.ts";
import type { StoreCredentials } from "./target.ts";
import { createVolumeStore } from "./volume.ts";

/** The store of one site; a cloud's SDK is loaded only here, when its store is opened. */
export async function openStore(target: StoreTarget, credentials: StoreCredentials = {}): Promise<Store> {
  if (target.type === "volume") return createVolumeStore(target.path);
  return createObjectStore(await openClient(target, credentials), folderPrefix(target.prefix));
}

async function openClient(
  target: Exclude<StoreTarget, { readonly type: "volume" }>,
  { s3, gcs, azure }: StoreCredentials,
): Promise<ObjectClient> {
  switch (target.type) {
    case "s3": {
      const { createS3Client } = await import("./s3.ts");
      return createS3Client(target, s3);
    }
    case "gcs": {
      const { createGcsClient } = await import("./gcs.ts");
      return createGcsClient(target, gcs);
    }
    case "azure": {
      const { createAzureClient } = await import("./azure.ts");
      return await createAzureClient(target, azure);
    }
    default:
      return target satisfies never;
  }
}

/** With a slash at its end, whether or not there was one. */
function folderPrefix(prefix: string): string {
  const trimmed = prefix.replace(/\/$/, "");
  checkPath(trimmed);
  return trimmed === "" ? "" : `${trimmed}/`;
}
