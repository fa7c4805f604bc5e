import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  AnonymousCredential,
  BlobServiceClient,
  newPipeline,
  RestError,
  StorageSharedKeyCredential,
  type ContainerClient,
} from "@azure/storage-blob";
import { explainAzureError } from "./azure-errors.ts";
import { azureRetries } from "./azure-retries.ts";
import { deleteEach } from "./delete-each.ts";
import {
  partBytes,
  partsUnderWay,
  requestTimeoutMs,
  type ByteRange,
  type ListedPage,
  type ObjectClient,
  type PutOptions,
} from "./object-client.ts";
import type { AzureTarget, StoreAccess } from "../target.ts";

/** Azure Blob Storage. Without a key the identity SDK looks for credentials: environment, workload identity, metadata. */
export async function createAzureClient(target: AzureTarget, given?: StoreAccess["azure"]): Promise<ObjectClient> {
  const { account, endpoint = `https://${account}.blob.core.windows.net` } = target;
  const retryOptions = { maxTries: 1, tryTimeoutInMs: requestTimeoutMs };
  const pipeline = newPipeline(await credentialOf(account, given), { retryOptions });
  pipeline.factories.unshift(azureRetries);
  const query = given && "sasToken" in given ? `?${given.sasToken.replace(/^\?/, "")}` : "";
  const service = new BlobServiceClient(endpoint.replace(/\/$/, "") + query, pipeline);
  return new AzureObjectClient(service.getContainerClient(target.container), target);
}

async function credentialOf(account: string, given: StoreAccess["azure"]) {
  if (given && "accountKey" in given) return new StorageSharedKeyCredential(account, given.accountKey);
  if (given) return new AnonymousCredential();
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential();
}

class AzureObjectClient implements ObjectClient {
  readonly location: string;
  readonly #container: ContainerClient;
  readonly #target: AzureTarget;

  constructor(container: ContainerClient, target: AzureTarget) {
    this.#container = container;
    this.#target = target;
    this.location = `az://${target.account}/${target.container}`;
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array | undefined> {
    const blob = this.#container.getBlobClient(key);
    try {
      const answer = range ? await blob.download(range.start, range.end - range.start) : await blob.download();
      return answer.readableStreamBody ? await buffer(answer.readableStreamBody) : new Uint8Array();
    } catch (error) {
      if (hasCode(error, "BlobNotFound")) return undefined;
      if (hasCode(error, "InvalidRange")) return new Uint8Array();
      throw error;
    }
  }

  async versionOf(key: string): Promise<string | undefined> {
    try {
      return (await this.#container.getBlobClient(key).getProperties()).etag;
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
  }

  async put(key: string, bytes: Uint8Array, { contentType, onlyIf }: PutOptions): Promise<boolean> {
    const options = { blobHTTPHeaders: { blobContentType: contentType }, conditions: conditionsOf(onlyIf) };
    try {
      await this.#container.getBlockBlobClient(key).upload(bytes, bytes.length, options);
      return true;
    } catch (error) {
      if (onlyIf !== undefined && hasCode(error, "ConditionNotMet", "BlobAlreadyExists", "BlobNotFound")) return false;
      throw error;
    }
  }

  async upload(key: string, body: Readable, contentType: string, signal: AbortSignal): Promise<void> {
    const options = { blobHTTPHeaders: { blobContentType: contentType }, abortSignal: signal };
    await this.#container.getBlockBlobClient(key).uploadStream(body, partBytes, partsUnderWay, options);
  }

  async copy(from: string, to: string): Promise<boolean> {
    const { url } = this.#container.getBlobClient(from);
    try {
      const copying = await this.#container.getBlobClient(to).beginCopyFromURL(url, { intervalInMs: 250 });
      const { copyStatus } = await copying.pollUntilDone();
      if (copyStatus !== "success") throw new Error(`the copy of ${from} ended as ${copyStatus}`);
      return true;
    } catch (error) {
      if (hasCode(error, "BlobNotFound")) return false;
      throw error;
    }
  }

  async *list(prefix: string, delimiter?: "/"): AsyncGenerator<ListedPage> {
    const size = { maxPageSize: 1000 };
    if (delimiter === undefined) {
      for await (const { segment } of this.#container.listBlobsFlat({ prefix }).byPage(size)) {
        yield { keys: segment.blobItems.map(({ name }) => name), folders: [] };
      }
      return;
    }
    for await (const { segment } of this.#container.listBlobsByHierarchy(delimiter, { prefix }).byPage(size)) {
      const folders = (segment.blobPrefixes ?? []).map(({ name }) => name);
      yield { keys: segment.blobItems.map(({ name }) => name), folders };
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    await deleteEach(keys, (key) => this.#container.getBlobClient(key).deleteIfExists());
  }

  explain(error: unknown): unknown {
    return explainAzureError(error, this.#target);
  }
}

function conditionsOf(onlyIf: PutOptions["onlyIf"]): { readonly ifNoneMatch?: string; readonly ifMatch?: string } {
  if (onlyIf === undefined) return {};
  return onlyIf === "absent" ? { ifNoneMatch: "*" } : { ifMatch: onlyIf.version };
}

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof RestError && error.code !== undefined && codes.includes(error.code);
