import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import type { Plan } from "../../crawler/contract.ts";
import { inboxPrefixFor, nameCrawl, permissionsFor, type CrawlRole } from "../../crawler/nats-names.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { LoginSigner } from "../../operator/nats/login-signer.ts";
import { makeKeys, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { kill, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");
const roles = ["coordinator", "worker"] as const;
export const HOUR_MS = 3_600_000;

export const signerOf = (from: NatsKeys): LoginSigner => new LoginSigner(from["signing.nk"], from["account.pub"]);

export const planOf = (url: string, site = "docs/guide"): Plan =>
  planFor(url, { site, limits: { requestTimeoutMs: 2000 }, politeness: { requestsPerSecond: 4, maxConcurrency: 4 } });

export async function untilSo(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

/** A NATS server with the keys that an operator makes, and roles of crawls whose logins are signed with them. */
export class SignedCrawls implements AsyncDisposable {
  keys: NatsKeys;
  readonly folder: string;
  readonly server: NatsServer;
  readonly processes: RoleProcess[] = [];

  private constructor(folder: string, keys: NatsKeys, server: NatsServer) {
    this.folder = folder;
    this.keys = keys;
    this.server = server;
  }

  static async open(): Promise<SignedCrawls> {
    const folder = await mkdtemp(join(tmpdir(), "logins-"));
    const keys = await makeKeys();
    await writeFile(join(folder, "accounts.conf"), keys["accounts.conf"]);
    const config = join(folder, "nats.conf");
    await writeFile(config, "include ./accounts.conf\n");
    return new SignedCrawls(folder, keys, await startNats({ args: ["-c", config] }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.processes.splice(0).map(kill));
    await this.server[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  sign(plan: Plan, role: CrawlRole, lifetimeMs: number, signer = signerOf(this.keys)): Promise<string> {
    return signer.sign({
      name: role,
      permissions: permissionsFor(role, nameCrawl(plan), { areStreamsProvided: plan.streams?.areProvided === true }),
      expiresAt: new Date(Date.now() + lifetimeMs),
    });
  }

  /** As a node does it: the whole file at once. */
  async renew(plan: Plan, lifetimeMs: number, signer?: LoginSigner): Promise<void> {
    for (const role of roles) {
      await writeFile(`${this.#fileOf(role)}.new`, await this.sign(plan, role, lifetimeMs, signer));
      await rename(`${this.#fileOf(role)}.new`, this.#fileOf(role));
    }
  }

  async start(role: CrawlRole, plan: Plan): Promise<RoleProcess> {
    const file = join(this.folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    const started = startProcess([MAIN, role], {
      DOCSYNAPSE_PLAN: file,
      DOCSYNAPSE_NATS_URL: this.server.url,
      DOCSYNAPSE_NATS_CREDENTIALS_FILE: this.#fileOf(role),
      DOCSYNAPSE_NATS_INBOX_PREFIX: inboxPrefixFor(role, nameCrawl(plan)),
      DOCSYNAPSE_STORE: join(this.folder, "out"),
      DOCSYNAPSE_HEALTH_PORT: "0",
    });
    this.processes.push(started);
    return started;
  }

  /** What all roles have said so far. */
  get said(): string {
    return this.processes.flatMap(({ lines }) => lines).join("\n");
  }

  async connectAs(role: CrawlRole, plan: Plan, login = this.sign(plan, role, HOUR_MS)): Promise<NatsConnection> {
    return await connect({
      servers: `127.0.0.1:${this.server.port}`,
      authenticator: credsAuthenticator(Buffer.from(await login)),
      inboxPrefix: inboxPrefixFor(role, nameCrawl(plan)),
    });
  }

  /** With a login that the account bounds alone. */
  async connectAsAnybody(): Promise<NatsConnection> {
    const permissions = { publish: [">"], subscribe: [">"] };
    const expiresAt = new Date(Date.now() + HOUR_MS);
    const login = await signerOf(this.keys).sign({ name: "all", permissions, expiresAt });
    const authenticator = credsAuthenticator(Buffer.from(login));
    return await connect({ servers: `127.0.0.1:${this.server.port}`, authenticator });
  }

  #fileOf(role: CrawlRole): string {
    return join(this.folder, `${role}.creds`);
  }
}
