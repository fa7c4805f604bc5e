import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsynapse } from "../site/cli.ts";

const TOKEN = "t0ken-of-the-workload";
const KEY_ID = "ASIAFROMWEBIDENTITY";

/** What the clouds' token services and metadata servers answer. */
const answers: readonly (readonly [RegExp, string, string])[] = [
  [
    /AssumeRoleWithWebIdentity/,
    "text/xml",
    `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
      <AccessKeyId>${KEY_ID}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>${TOKEN}</SessionToken>
      <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>`,
  ],
  [
    /service-accounts\/default\/token/,
    "application/json",
    `{"access_token":"${TOKEN}","expires_in":3600,"token_type":"Bearer"}`,
  ],
  [/computeMetadata/, "text/plain", "project"],
  [
    /api-version=2019-08-01/,
    "application/json",
    `{"access_token":"${TOKEN}","expires_on":"4070908800","resource":"r","token_type":"Bearer"}`,
  ],
];

describe("a store that only a workload's identity opens", () => {
  let folder: string;
  let ca: string;
  let tokens: Server;
  let store: Server;
  let tokensUrl: string;
  let storeUrl: string;
  const authorizations: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "identity-"));
    ca = join(folder, "ca.pem");
    const key = join(folder, "key.pem");
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const how = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", ...how, ...subject, "-keyout", key, "-out", ca], { stdio: "ignore" });
    writeFileSync(join(folder, "token"), "header.payload.signature");
    tokens = createHttpServer((request, response) => {
      let body = request.url ?? "";
      request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      request.on("end", () => {
        const [, type, answer] = answers.find(([pattern]) => pattern.test(body)) ?? [];
        response.writeHead(answer === undefined ? 404 : 200, { "content-type": type, "metadata-flavor": "Google" });
        response.end(answer);
      });
    });
    store = createHttpsServer({ key: readFileSync(key), cert: readFileSync(ca) }, (request, response) => {
      authorizations.push(request.headers.authorization ?? "");
      request.resume();
      response.writeHead(403).end();
    });
    tokensUrl = `http://127.0.0.1:${await listen(tokens)}`;
    storeUrl = `https://127.0.0.1:${await listen(store)}`;
  });
  afterAll(async () => {
    for (const server of [tokens, store]) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  const environments: Readonly<Record<string, () => Record<string, string>>> = {
    "s3://bucket/docs": () => ({
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/docs",
      AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, "token"),
      AWS_ENDPOINT_URL_STS: tokensUrl,
      AWS_REGION: "eu-central-1",
      AWS_EC2_METADATA_DISABLED: "true",
    }),
    "gs://bucket/docs": () => ({
      GCE_METADATA_HOST: new URL(tokensUrl).host,
      METADATA_SERVER_DETECTION: "assume-present",
    }),
    "az://account/container/docs": () => ({ IDENTITY_ENDPOINT: `${tokensUrl}/msi/token`, IDENTITY_HEADER: "header" }),
  };

  it.each([
    ["s3://bucket/docs", `Credential=${KEY_ID}/`],
    ["gs://bucket/docs", `Bearer ${TOKEN}`],
    ["az://account/container/docs", `Bearer ${TOKEN}`],
  ])(
    "%s is asked with what the token service gave, over a connection that the CA bundle vouches for",
    async (out, sent) => {
      authorizations.length = 0;
      const flags = [
        "--store-endpoint",
        storeUrl,
        "--store-ca",
        ca,
        ...(out.startsWith("s3:") ? ["--store-path-style"] : []),
      ];

      const { code, stderr } = await docsynapse(["crawl", "https://site.example/", "--out", out, ...flags], {
        HOME: folder,
        XDG_STATE_HOME: join(folder, "state"),
        ...environments[out]?.(),
      });

      expect(stderr).toContain("access was refused");
      expect(code).toBe(78);
      expect(authorizations.join("\n")).toContain(sent);
      expect(stderr).not.toContain(TOKEN);
    },
  );

  it("is not asked when its certificate is nobody's", async () => {
    authorizations.length = 0;

    const { code, stderr } = await docsynapse(
      ["crawl", "https://site.example/", "--out", "s3://bucket/docs", "--store-endpoint", storeUrl],
      { XDG_STATE_HOME: join(folder, "state"), AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    );

    expect(code).toBe(75);
    expect(stderr).toContain("check the endpoint");
    expect(authorizations).toEqual([]);
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
