import type { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import {
  maxTries,
  partBytes,
  partsUnderWay,
  requestTimeoutMs,
  type ByteRange,
  type ListedPage,
  type ObjectClient,
  type PutOptions,
} from "./object-client.ts";
import { explainS3Error } from "./s3-errors.ts";
import type { S3Key, S3Target } from "../target.ts";

/** Amazon S3 and what speaks its protocol. Without a key the SDK looks for credentials: environment, files, web identity, metadata. */
export function createS3Client(target: S3Target, key?: S3Key): ObjectClient {
  return new S3ObjectClient(new S3Client(configOf(target, key)), target);
}

function configOf({ region, endpoint, forcePathStyle }: S3Target, key?: S3Key): S3ClientConfig {
  return {
    ...(region === undefined ? {} : { region }),
    // Compatible services want some region in the signature, and few care which.
    ...(region === undefined && endpoint !== undefined ? { region: "us-east-1" } : {}),
    // Checksums in trailers are new to the protocol: only what AWS itself runs is sure to know them.
    ...(endpoint === undefined
      ? { followRegionRedirects: true }
      : { endpoint, requestChecksumCalculation: "WHEN_REQUIRED", responseChecksumValidation: "WHEN_REQUIRED" }),
    forcePathStyle,
    // A copy: the SDK writes into what it is given.
    ...(key === undefined ? {} : { credentials: { ...key } }),
    maxAttempts: maxTries,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true },
  };
}

class S3ObjectClient implements ObjectClient {
  readonly location: string;
  readonly #client: S3Client;
  readonly #target: S3Target;

  constructor(client: S3Client, target: S3Target) {
    this.#client = client;
    this.#target = target;
    this.location = `s3://${target.bucket}`;
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array | undefined> {
    const Range = range && `bytes=${range.start}-${range.end - 1}`;
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#at(key), Range }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      if (hasName(error, "NoSuchKey")) return undefined;
      if (hasName(error, "InvalidRange")) return new Uint8Array();
      throw error;
    }
  }

  async versionOf(key: string): Promise<string | undefined> {
    try {
      return (await this.#client.send(new HeadObjectCommand(this.#at(key)))).ETag;
    } catch (error) {
      // An answer to HEAD has no body that could say more.
      if (hasName(error, "NotFound", "NoSuchKey")) return undefined;
      throw error;
    }
  }

  async put(key: string, bytes: Uint8Array, { contentType, onlyIf }: PutOptions): Promise<boolean> {
    const object = { ...this.#at(key), Body: bytes, ContentType: contentType, ContentLength: bytes.length };
    try {
      await this.#client.send(new PutObjectCommand({ ...object, ...conditionOf(onlyIf) }));
      return true;
    } catch (error) {
      if (onlyIf === undefined) throw error;
      // NoSuchKey: the version that was asked for is gone. Conflict: another condition was being judged at that moment.
      if (hasName(error, "PreconditionFailed", "NoSuchKey", "ConditionalRequestConflict")) return false;
      if (!hasName(error, "NotImplemented")) throw error;
      // A service without conditional writes.
      return await this.put(key, bytes, { contentType });
    }
  }

  async upload(key: string, body: Readable, contentType: string, signal: AbortSignal): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { ...this.#at(key), Body: body, ContentType: contentType },
      partSize: partBytes,
      queueSize: partsUnderWay,
    });
    signal.addEventListener("abort", () => void upload.abort(), { once: true });
    await upload.done();
  }

  async copy(from: string, to: string): Promise<boolean> {
    const CopySource = encodeURIComponent(`${this.#target.bucket}/${from}`).replaceAll("%2F", "/");
    try {
      await this.#client.send(new CopyObjectCommand({ ...this.#at(to), CopySource }));
      return true;
    } catch (error) {
      if (hasName(error, "NoSuchKey")) return false;
      throw error;
    }
  }

  async *list(prefix: string, delimiter?: "/"): AsyncGenerator<ListedPage> {
    const query = { Bucket: this.#target.bucket, Prefix: prefix, Delimiter: delimiter };
    let next: string | undefined;
    do {
      const page = await this.#client.send(new ListObjectsV2Command({ ...query, ContinuationToken: next }));
      const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      const folders = (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix]));
      yield { keys, folders };
      next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (next !== undefined);
  }

  async delete(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors } = await this.#client.send(new DeleteObjectsCommand({ Bucket: this.#target.bucket, Delete }));
    const first = Errors?.find(({ Code }) => Code !== "NoSuchKey");
    if (first === undefined) return;
    const { Code = "DeleteFailed", Message = "", Key = "" } = first;
    throw new S3ServiceException({ name: Code, message: `${Key}: ${Message}`, $fault: "client", $metadata: {} });
  }

  explain(error: unknown): unknown {
    return explainS3Error(error, this.#target);
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#target.bucket, Key: key };
  }
}

function conditionOf(onlyIf: PutOptions["onlyIf"]): { readonly IfNoneMatch?: string; readonly IfMatch?: string } {
  if (onlyIf === undefined) return {};
  return onlyIf === "absent" ? { IfNoneMatch: "*" } : { IfMatch: onlyIf.version };
}

const hasName = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
