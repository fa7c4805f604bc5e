import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreTarget } from "../../crawler/contract.ts";
import type { StoreAccess } from "../../crawler/store/target.ts";
import { goBinary } from "./go-binary.ts";
import { npmPackage } from "./npm-package.ts";
import { findPort, startServer, type RunningServer } from "./running-server.ts";
import { fakeGcsServer, versitygw } from "./server-commands.ts";

/** A real server of one kind of object storage, with an empty bucket. */
export interface ObjectStoreServer extends AsyncDisposable {
  target(prefix: string): Exclude<StoreTarget, { readonly type: "volume" }>;
  readonly access: StoreAccess;
  /** How users give the same credentials. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A first start builds or installs the server. */
export const firstStartMs = 20 * 60_000;

const bucket = "docs";

export async function startVersitygw(): Promise<ObjectStoreServer> {
  const file = await goBinary(versitygw);
  const folder = await mkdtemp(join(tmpdir(), "versitygw-"));
  await mkdir(join(folder, bucket));
  const port = await findPort();
  const s3 = { accessKeyId: "docsynapse", secretAccessKey: "not-a-secret-of-anyone" };
  const env = { ROOT_ACCESS_KEY: s3.accessKeyId, ROOT_SECRET_KEY: s3.secretAccessKey };
  const args = ["--port", `127.0.0.1:${port}`, "--quiet", "--keep-alive", "posix", folder];
  return {
    target: (prefix) => ({ type: "s3", bucket, prefix, endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true }),
    access: { s3 },
    environment: { AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey },
    ...stopping(await startServer({ file, args, env, port }), folder),
  };
}

export async function startFakeGcs(): Promise<ObjectStoreServer> {
  const file = await goBinary(fakeGcsServer);
  const folder = await mkdtemp(join(tmpdir(), "fake-gcs-"));
  const port = await findPort();
  const endpoint = `http://127.0.0.1:${port}`;
  const where = ["-host", "127.0.0.1", "-port", String(port), "-public-host", `127.0.0.1:${port}`];
  const args = ["-scheme", "http", ...where, "-backend", "memory", "-log-level", "error"];
  const server = stopping(await startServer({ file, args, port }), folder);
  await mustBeOk(
    fetch(`${endpoint}/storage/v1/b?project=test`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: bucket }),
    }),
  );
  return {
    target: (prefix) => ({ type: "gcs", bucket, prefix, endpoint }),
    access: {},
    environment: {},
    ...server,
  };
}

export async function startAzurite(): Promise<ObjectStoreServer> {
  const installed = await npmPackage("azurite", join(import.meta.dirname, "azurite"));
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const port = await findPort();
  const accountKey = Buffer.from("not-a-secret-of-anyone").toString("base64");
  const account = "docsynapse";
  const where = ["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", folder];
  const args = [join(installed, "dist/src/blob/main.js"), ...where, "--silent", "--skipApiVersionCheck"];
  const env = { AZURITE_ACCOUNTS: `${account}:${accountKey}` };
  const server = stopping(await startServer({ file: process.execPath, args, env, port }), folder);
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  const { BlobServiceClient, StorageSharedKeyCredential } = await import("@azure/storage-blob");
  await new BlobServiceClient(endpoint, new StorageSharedKeyCredential(account, accountKey)).createContainer(bucket);
  return {
    target: (prefix) => ({ type: "azure", account, container: bucket, prefix, endpoint }),
    access: { azure: { accountKey } },
    environment: { AZURE_STORAGE_KEY: accountKey },
    ...server,
  };
}

function stopping(server: RunningServer, folder: string): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function mustBeOk(answer: Promise<Response>): Promise<void> {
  const { ok, status } = await answer;
  if (!ok) throw new Error(`the server answered ${status}`);
}
