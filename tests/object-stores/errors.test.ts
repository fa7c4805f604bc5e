import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import type { StoreTarget } from "../../crawler/contract.ts";
import { openStore } from "../../crawler/store/open-store.ts";
import type { StoreAccess } from "../../crawler/store/target.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const s3 = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
});
const gcs = (status: number, reason: string): Answer => ({
  status,
  body: JSON.stringify({ error: { code: status, message: "m", errors: [{ reason, message: "m" }] } }),
  headers: { "content-type": "application/json" },
});
const azure = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
  headers: { "x-ms-error-code": code, "content-type": "application/xml" },
});

const targets = {
  s3: (endpoint: string): StoreTarget => ({ type: "s3", bucket: "b", prefix: "", endpoint, forcePathStyle: true }),
  gcs: (endpoint: string): StoreTarget => ({ type: "gcs", bucket: "b", prefix: "", endpoint }),
  azure: (endpoint: string): StoreTarget => ({ type: "azure", account: "a", container: "c", prefix: "", endpoint }),
} as const;
const access: StoreAccess = {
  s3: { accessKeyId: "id", secretAccessKey: "s3cret" },
  azure: { accountKey: Buffer.from("s3cret").toString("base64") },
};

test.concurrent.each([
  ["s3", s3(404, "NoSuchBucket"), "missing", /s3:\/\/b: there is no such bucket here: check its name, its region/],
  ["s3", s3(403, "AccessDenied"), "denied", /check the credentials and their permissions \(s3:GetObject/],
  ["s3", s3(400, "ExpiredToken"), "denied", /ExpiredToken, 400/],
  ["s3", s3(403, "QuotaExceeded"), "full", /raise it, or keep fewer snapshots/],
  ["s3", s3(503, "SlowDown"), "throttled", /run the same command again later/],
  ["s3", s3(500, "InternalError"), "unreachable", /InternalError, 500/],
  ["gcs", gcs(404, "notFound"), "missing", /gs:\/\/b: there is no such bucket/],
  ["gcs", gcs(403, "forbidden"), "denied", /roles\/storage.objectAdmin/],
  ["gcs", gcs(401, "authError"), "denied", /authError, 401/],
  ["gcs", gcs(403, "quotaExceeded"), "full", /keep fewer snapshots/],
  ["azure", azure(404, "ContainerNotFound"), "missing", /az:\/\/a\/c: there is no such container/],
  ["azure", azure(403, "AuthorizationPermissionMismatch"), "denied", /Storage Blob Data Contributor/],
  ["azure", azure(403, "AuthenticationFailed"), "denied", /AuthenticationFailed, 403/],
  ["azure", azure(503, "ServerBusy"), "throttled", /ServerBusy, 503/],
] as const)(
  "%s that answers %j is %s, with its place, its word and a remedy, and without the key",
  async (kind, { status, body, ...more }, problem, message) => {
    const server = createServer((request, response) => {
      request.resume();
      request.once("end", () => response.writeHead(status, "headers" in more ? more.headers : {}).end(body));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const store = await openStore(targets[kind](`http://127.0.0.1:${(server.address() as AddressInfo).port}`), access);

    const error = await store.write("o", "x").catch((caught: unknown) => caught);
    server.closeAllConnections();
    server.close();

    expect(error).toMatchObject({ name: "StoreError", problem, message: expect.stringMatching(message) });
    expect(String(error)).not.toContain("s3cret");
  },
  120_000,
);

test("a port that nobody listens on is unreachable, and what to check is told", async () => {
  const store = await openStore(targets.s3("http://127.0.0.1:1"), access);

  await expect(store.read("o")).rejects.toMatchObject({
    problem: "unreachable",
    message: expect.stringMatching(/check the endpoint, the network.+\(ECONNREFUSED\)/),
  });
});
