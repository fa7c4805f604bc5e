import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nkeys } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startNats } from "../../tests/servers/nats.ts";
import { readConfig } from "../config.ts";
import { planFor } from "../testing/plan.ts";
import { checkJetStream, connectNats, NatsRefused } from "./connect.ts";

let folder: string;
let plan: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nats-logins-"));
  plan = await write("plan.json", JSON.stringify(planFor("https://docs.example.org/")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

/** A server with this configuration, in which a role with these variables makes and deletes a stream; what it says of itself. */
async function useServer(configuration: string, variables: Record<string, string>, scheme = "nats") {
  await using server = await startNats({ args: ["-c", await write("nats.conf", configuration)] });
  return await use({ DOCSYNAPSE_NATS_URL: `${scheme}://127.0.0.1:${server.port}`, ...variables });
}

async function use(variables: Record<string, string>): Promise<object | undefined> {
  const { nats: settings } = readConfig("worker", { DOCSYNAPSE_PLAN: plan, ...variables });
  const options = { signal: AbortSignal.timeout(20_000), name: "test", onNote: () => undefined };
  await using nats = await connectNats(settings, options);
  await checkJetStream(nats);
  await nats.jsm.streams.add({ name: "proof", subjects: ["proof"] });
  await nats.jsm.streams.delete("proof");
  return nats.connection.info;
}

const users = (entry: string): string => `authorization { users = [{ ${entry} }] }`;

describe("a role gets into NATS", () => {
  it("by user and password, in variables or in the URL", async () => {
    await using server = await startNats({ args: ["--user", "crawler", "--pass", "p@ss/word"] });
    const url = `nats://127.0.0.1:${server.port}`;

    await use({
      DOCSYNAPSE_NATS_URL: url,
      DOCSYNAPSE_NATS_USER: "crawler",
      DOCSYNAPSE_NATS_PASSWORD: "p@ss/word",
    });
    await use({ DOCSYNAPSE_NATS_URL: url.replace("//", `//crawler:${encodeURIComponent("p@ss/word")}@`) });

    const wrong = { DOCSYNAPSE_NATS_USER: "crawler", DOCSYNAPSE_NATS_PASSWORD: "guess" };
    await expect(use({ DOCSYNAPSE_NATS_URL: url, ...wrong })).rejects.toThrow(NatsRefused);
  });

  it("by a token", async () => {
    const configuration = `authorization { token: "s3cret" }`;

    await useServer(configuration, { DOCSYNAPSE_NATS_TOKEN: "s3cret" });

    await expect(useServer(configuration, { DOCSYNAPSE_NATS_TOKEN: "guess" })).rejects.toThrow("check the credentials");
  });

  it("by an nkey", async () => {
    const [known, stranger] = [nkeys.createUser(), nkeys.createUser()];
    const configuration = users(`nkey: ${known.getPublicKey()}`);

    await useServer(configuration, { DOCSYNAPSE_NATS_NKEY_FILE: await write("known.nk", seedOf(known)) });

    const variables = { DOCSYNAPSE_NATS_NKEY_FILE: await write("stranger.nk", seedOf(stranger)) };
    await expect(useServer(configuration, variables)).rejects.toThrow("check the credentials");
  });

  it("by a credentials file that an operator and its account stand behind", async () => {
    const operator = nkeys.createOperator();
    const [account, other, system] = [nkeys.createAccount(), nkeys.createAccount(), nkeys.createAccount()];
    const known = [sign(operator, account, { type: "account", limits }), sign(operator, system, { type: "account" })];
    const configuration = `operator: "${await write("operator.jwt", sign(operator, operator, { type: "operator" }))}"
      system_account: ${system.getPublicKey()}
      resolver: MEMORY
      resolver_preload: { ${account.getPublicKey()}: "${known[0]}", ${system.getPublicKey()}: "${known[1]}" }`;

    await useServer(configuration, { DOCSYNAPSE_NATS_CREDENTIALS_FILE: await write("a.creds", credentials(account)) });

    const variables = { DOCSYNAPSE_NATS_CREDENTIALS_FILE: await write("b.creds", credentials(other)) };
    await expect(useServer(configuration, variables)).rejects.toThrow("check the credentials");
  });

  it("in TLS that an authority of its own stands behind, and in no other", async () => {
    const ca = createAuthority();
    const configuration = `tls { cert_file: "${join(folder, "server.pem")}", key_file: "${join(folder, "server.key")}" }`;
    issue("server");

    await useServer(configuration, { DOCSYNAPSE_NATS_CA_FILE: ca }, "tls");

    await expect(useServer(configuration, {}, "tls")).rejects.toThrow(NatsRefused);
  });

  it("by a certificate of its own, where the server asks for one", async () => {
    const ca = createAuthority();
    issue("server");
    issue("client");
    const configuration = `tls {
      cert_file: "${join(folder, "server.pem")}", key_file: "${join(folder, "server.key")}", ca_file: "${ca}", verify: true }`;
    const own = {
      DOCSYNAPSE_NATS_CERT_FILE: join(folder, "client.pem"),
      DOCSYNAPSE_NATS_KEY_FILE: join(folder, "client.key"),
    };

    const server = await useServer(configuration, { DOCSYNAPSE_NATS_CA_FILE: ca, ...own });

    expect(server).toMatchObject({ tls_required: true, tls_verify: true });
    const trusting = { DOCSYNAPSE_NATS_CA_FILE: ca };
    await expect(useServer(configuration, trusting, "tls")).rejects.toThrow("demands a client certificate");
    createAuthority("stranger");
    issue("client", "stranger");
    const strange = useServer(configuration, { ...trusting, ...own }, "tls");
    await expect(strange).rejects.toThrow(/refuses the client certificate in .*client\.pem/);
    await expect(strange).rejects.toThrow(NatsRefused);
  }, 60_000);
});

type Key = ReturnType<typeof nkeys.createUser>;

const seedOf = (key: Key): string => new TextDecoder().decode(key.getSeed());

const limits = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
  mem_storage: -1,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
};

/** A JWT as NATS has it: claims of the subject, signed by the issuer's key. */
function sign(issuer: Key, subject: Key, nats: object): string {
  const claims = {
    jti: subject.getPublicKey(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: "test",
    nats: { ...nats, version: 2 },
  };
  const signed = `${encode({ typ: "JWT", alg: "ed25519-nkey" })}.${encode(claims)}`;
  return `${signed}.${encode(issuer.sign(new TextEncoder().encode(signed)))}`;
}

const encode = (part: Uint8Array | object): string =>
  Buffer.from(part instanceof Uint8Array ? part : JSON.stringify(part)).toString("base64url");

function credentials(account: Key): string {
  const user = nkeys.createUser();
  const jwt = sign(account, user, { type: "user", subs: -1, data: -1, payload: -1 });
  return `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n
-----BEGIN USER NKEY SEED-----\n${seedOf(user)}\n------END USER NKEY SEED------\n`;
}

const ecKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

const openssl = (...args: readonly string[]): void =>
  void execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });

/** Its certificate's file. */
function createAuthority(name = "ca"): string {
  openssl(
    "req",
    "-x509",
    ...ecKey,
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    `${name}.key`,
    "-out",
    `${name}.pem`,
  );
  return join(folder, `${name}.pem`);
}

/** A certificate for 127.0.0.1 by the authority, and its key. */
function issue(name: string, authority = "ca"): void {
  const names = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
  openssl("req", ...ecKey, ...names, "-keyout", `${name}.key`, "-out", `${name}.csr`);
  const by = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...by, "-copy_extensions", "copy", "-days", "2", "-out", `${name}.pem`);
}
