import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { IdempotencyStrategy, Storage, type Bucket, type GetFilesResponse } from "@google-cloud/storage";
import { PassThroughClient } from "google-auth-library";
import { deleteEach } from "./delete-each.ts";
import { downloadObject, statusOf } from "./gcs-download.ts";
import { explainGcsError } from "./gcs-errors.ts";
import {
  maxTries,
  partBytes,
  requestTimeoutMs,
  type ByteRange,
  type ListedPage,
  type ObjectClient,
  type PutOptions,
} from "./object-client.ts";
import type { GcsKey, GcsTarget } from "../target.ts";

/** Google Cloud Storage. Without a key the SDK looks for Application Default Credentials: environment, files, metadata. */
export function createGcsClient(target: GcsTarget, key?: GcsKey): ObjectClient {
  const storage = new Storage({
    ...(key === undefined ? {} : { credentials: { client_email: key.client_email, private_key: key.private_key } }),
    ...(key?.project_id === undefined ? {} : { projectId: key.project_id }),
    ...endpointOf(target),
    timeout: requestTimeoutMs,
    // Every call may be repeated: the same bytes go to the same name, or a condition decides.
    retryOptions: { maxRetries: maxTries - 1, maxRetryDelay: 20, idempotencyStrategy: IdempotencyStrategy.RetryAlways },
  });
  return new GcsObjectClient(storage, target);
}

/** What answers without encryption is an emulator: it gets no credentials. */
function endpointOf({ endpoint }: GcsTarget) {
  if (endpoint === undefined) return {};
  const isEmulator = endpoint.startsWith("http:");
  return {
    apiEndpoint: endpoint,
    useAuthWithCustomEndpoint: !isEmulator,
    ...(isEmulator ? { authClient: new PassThroughClient() } : {}),
  };
}

class GcsObjectClient implements ObjectClient {
  readonly location: string;
  readonly #storage: Storage;
  readonly #bucket: Bucket;
  readonly #target: GcsTarget;

  constructor(storage: Storage, target: GcsTarget) {
    this.#storage = storage;
    this.#bucket = storage.bucket(target.bucket);
    this.#target = target;
    this.location = `gs://${target.bucket}`;
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array | undefined> {
    const { baseUrl, authClient } = this.#storage;
    const url = `${baseUrl}/b/${this.#target.bucket}/o/${encodeURIComponent(key)}?alt=media`;
    return await downloadObject(authClient, url, range);
  }

  async versionOf(key: string): Promise<string | undefined> {
    try {
      const [{ generation }] = await this.#bucket.file(key).getMetadata();
      return generation === undefined ? undefined : String(generation);
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  async put(key: string, bytes: Uint8Array, { contentType, onlyIf }: PutOptions): Promise<boolean> {
    const condition = onlyIf === undefined ? {} : { ifGenerationMatch: onlyIf === "absent" ? 0 : onlyIf.version };
    try {
      await this.#bucket.file(key).save(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
        resumable: false,
        contentType,
        preconditionOpts: condition,
      });
      return true;
    } catch (error) {
      if (onlyIf !== undefined && hasStatus(error, 412)) return false;
      throw error;
    }
  }

  async upload(key: string, body: Readable, contentType: string, signal: AbortSignal): Promise<void> {
    const writer = this.#bucket.file(key).createWriteStream({ resumable: true, chunkSize: partBytes, contentType });
    await pipeline(body, writer, { signal });
  }

  async copy(from: string, to: string): Promise<boolean> {
    try {
      await this.#bucket.file(from).copy(this.#bucket.file(to));
      return true;
    } catch (error) {
      if (hasStatus(error, 404)) return false;
      throw error;
    }
  }

  async *list(prefix: string, delimiter?: "/"): AsyncGenerator<ListedPage> {
    const query = { prefix, autoPaginate: false, maxResults: 1000, ...(delimiter === undefined ? {} : { delimiter }) };
    let next: object | null = query;
    while (next !== null) {
      const answer: GetFilesResponse = await this.#bucket.getFiles(next);
      const { prefixes = [] } = (answer[2] ?? {}) as { readonly prefixes?: readonly string[] };
      yield { keys: answer[0].map(({ name }) => name), folders: prefixes };
      next = answer[1] ?? null;
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    await deleteEach(keys, (key) => this.#bucket.file(key).delete({ ignoreNotFound: true }));
  }

  explain(error: unknown): unknown {
    return explainGcsError(error, this.#target);
  }
}

const hasStatus = (error: unknown, status: number): boolean => statusOf(error) === status;
