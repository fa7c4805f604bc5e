import type { StoreTarget } from "../contract.ts";
import type { ObjectClient } from "./object/object-client.ts";
import { createObjectStore } from "./object/object-store.ts";
import { checkPath } from "./paths.ts";
import type { Store } from "./store.ts";
import type { StoreAccess } from "./target.ts";
import { trustCertificates } from "./trust-certificates.ts";
import { createVolumeStore } from "./volume.ts";

/** The store of one site; a cloud's SDK is loaded only here, when its store is opened. */
export async function openStore(target: StoreTarget, access: StoreAccess = {}): Promise<Store> {
  if (target.type === "volume") return createVolumeStore(target.path);
  if (access.caBundle !== undefined) trustCertificates(access.caBundle);
  return createObjectStore(await openClient(target, access), folderPrefix(target.prefix));
}

async function openClient(
  target: Exclude<StoreTarget, { readonly type: "volume" }>,
  { s3, gcs, azure }: StoreAccess,
): Promise<ObjectClient> {
  switch (target.type) {
    case "s3": {
      const { createS3Client } = await import("./object/s3.ts");
      return createS3Client(target, s3);
    }
    case "gcs": {
      const { createGcsClient } = await import("./object/gcs.ts");
      return createGcsClient(target, gcs);
    }
    case "azure": {
      const { createAzureClient } = await import("./object/azure.ts");
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
