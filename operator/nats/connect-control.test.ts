import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTestCertificate } from "../../crawler/fetch/test-certificate.ts";
import { startNats } from "../../tests/servers/nats.ts";
import { connectControl } from "./connect-control.ts";

test("the operator connects to a server by its address in TLS, and says so where nobody stands behind it", async () => {
  await using folder = await makeFolder();
  const { key, cert } = createTestCertificate();
  const [certificate, secret] = [join(folder.path, "ca.crt"), join(folder.path, "server.key")];
  await writeFile(certificate, cert);
  await writeFile(secret, key);
  await using server = await startNats({ args: ["--tls", "--tlscert", certificate, "--tlskey", secret] });
  const url = server.url.replace("nats://", "tls://");
  const { signal } = new AbortController();
  await using trusting = await makeFolder();
  await writeFile(join(trusting.path, "ca.crt"), cert);

  const connection = await connectControl({ url, loginFolder: trusting.path, lifetimeMs: 60_000 }, signal);

  expect(connection.isClosed()).toBe(false);
  await connection.close();
  await expect(connectControl({ url, lifetimeMs: 60_000 }, signal)).rejects.toThrow(/certificate/);
});

async function makeFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "docsynapse-control-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
