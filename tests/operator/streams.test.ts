import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, credsAuthenticator, type NatsConnection } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nameCrawl, type CrawlKey } from "../../crawler/nats-names.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";
import { CrawlBus } from "../../operator/crawls/crawl-bus.ts";
import { LoginSigner } from "../../operator/nats/login-signer.ts";
import { makeKeys, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World, type CrawlObject } from "./world.ts";

const HOUR_MS = 3_600_000;
const off = { DOCSYNAPSE_FEATURE_GATES: "OperatorStreams=false" };
const on = {};

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
let folder: string;
let keys: NatsKeys;
let server: NatsServer;
let administrator: NatsConnection;
let jsm: JetStreamManager;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "streams-"));
  keys = await makeKeys();
  await writeFile(join(folder, "accounts.conf"), keys["accounts.conf"]);
  await writeFile(join(folder, "nats.conf"), "include ./accounts.conf\n");
  server = await startNats({ args: ["-c", join(folder, "nats.conf")] });
  const permissions = { publish: [">"], subscribe: [">"] };
  const login = await signer().sign({ name: "all", permissions, expiresAt: new Date(Date.now() + HOUR_MS) });
  const authenticator = credsAuthenticator(Buffer.from(login));
  administrator = await connect({ servers: `127.0.0.1:${server.port}`, authenticator });
  jsm = await jetstreamManager(administrator);
}, 900_000);
afterAll(async () => {
  await administrator.close();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const signer = (): LoginSigner => new LoginSigner(keys["signing.nk"], keys["account.pub"]);

/** One that reaches NATS, as in a cluster. */
class ConnectedOperator implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;
  readonly #operator: RunningOperator;

  constructor(environment: Readonly<Record<string, string>>) {
    const access = { url: server.url, signer: signer(), lifetimeMs: HOUR_MS };
    const options = { access, signal: this.#stop.signal, onProblem: () => undefined, pollMs: 50 };
    const bus = new CrawlBus(options);
    this.#following = bus.run();
    this.#operator = new RunningOperator(cluster.client, environment, { signing: { keys, lifetimeMs: HOUR_MS }, bus });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#operator[Symbol.asyncDispose]();
    this.#stop.abort();
    await this.#following;
  }
}

async function startCrawl(world: World): Promise<CrawlObject> {
  await world.apply("guide", { url: `https://${world.namespace}.example.org/` });
  let crawl: CrawlObject | undefined;
  await until("the crawl's Jobs", async () => {
    [crawl] = await world.crawls();
    return (await world.names("job")).length === 2;
  });
  if (crawl === undefined) throw new Error("no Crawl");
  return crawl;
}

const namesOf = (crawl: CrawlObject) => nameCrawl(crawl.spec.plan?.configuration as unknown as CrawlKey);

async function listStreams(crawl: CrawlObject): Promise<readonly string[]> {
  const { streams, bodies } = namesOf(crawl);
  const all: string[] = [];
  for await (const { config } of jsm.streams.list()) all.push(config.name);
  return [...Object.values(streams), `OBJ_${bodies}`].filter((name) => all.includes(name));
}

async function finish(world: World): Promise<void> {
  const message = JSON.stringify({ phase: "Succeeded" });
  await new Kubelet(cluster.client, world.namespace).set("coordinator", { phase: "Succeeded", exitCode: 0, message });
  await world.untilCondition("guide", "Ready", "True", "Published");
}

/** Whether the login of the crawl's coordinator may make streams. */
async function mayMakeStreams({ namespace }: World): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const { items } = await cluster.client.request<{ items: (KubeObject & { data: Record<string, string> })[] }>({
    method: "GET",
    path,
  });
  const secret = items.find(({ metadata }) => metadata.name.endsWith("-coordinator-nats"));
  const text = Buffer.from(secret?.data["nats.creds"] ?? "", "base64").toString("utf8");
  const [, payload = ""] = /BEGIN NATS USER JWT-----\s+[^.]+\.([^.]+)\./.exec(text) ?? [];
  const claims = Buffer.from(payload, "base64url").toString("utf8");
  if (!claims.includes("$JS.API.STREAM.")) throw new Error("no login yet");
  return claims.includes("$JS.API.STREAM.*.") || claims.includes("$JS.API.STREAM.CREATE.");
}

describe("a crawl whose streams the operator makes", () => {
  test("has them until its end, and again when they are lost, by whichever operator leads", async () => {
    const world = await World.create(cluster.client, "provided");
    let crawl: CrawlObject;
    {
      await using _ = new ConnectedOperator(on);
      crawl = await startCrawl(world);
      await until("the streams", async () => (await listStreams(crawl)).length === 4);
      expect(await mayMakeStreams(world)).toBe(false);
    }
    for (const name of await listStreams(crawl)) await jsm.streams.delete(name);

    await using _ = new ConnectedOperator(off);

    await until("the streams again", async () => (await listStreams(crawl)).length === 4, 20_000);
    await jsm.consumers.delete(namesOf(crawl).streams.work, namesOf(crawl).consumer);
    await until(
      "the consumer again",
      async () =>
        await jsm.consumers.info(namesOf(crawl).streams.work, namesOf(crawl).consumer).then(
          () => true,
          () => false,
        ),
      20_000,
    );
    expect(await mayMakeStreams(world)).toBe(false);
    await finish(world);
    await until("the streams to go", async () => (await listStreams(crawl)).length === 0);
  }, 90_000);

  test("says so where NATS does not take them, and keeps no other from having its own", async () => {
    const world = await World.create(cluster.client, "refused");
    const other = await World.create(cluster.client, "taken");
    let crawl: CrawlObject;
    {
      await using _ = new ConnectedOperator({ DOCSYNAPSE_NATS_STREAM_REPLICAS: "3" });
      crawl = await startCrawl(world);
    }
    await using _ = new ConnectedOperator(on);

    const second = await startCrawl(other);

    await until("the other one's streams", async () => (await listStreams(second)).length === 4, 20_000);
    expect(await listStreams(crawl)).toEqual([]);
    await until(
      "the condition",
      async () => {
        const [{ status } = crawl] = await world.crawls();
        const degraded = status?.conditions?.find(({ type }) => type === "Degraded");
        return degraded?.reason === "NatsUnavailable" && degraded.message.includes("replicas");
      },
      60_000,
    );
  }, 120_000);
});

test("a crawl that began making its own goes on with an operator that makes them for later ones", async () => {
  const world = await World.create(cluster.client, "own");
  let crawl: CrawlObject;
  {
    await using _ = new ConnectedOperator(off);
    crawl = await startCrawl(world);
  }

  await using _ = new ConnectedOperator(on);
  await sleep(1000);

  expect(await mayMakeStreams(world)).toBe(true);
  expect(await listStreams(crawl)).toEqual([]);
  await finish(world);
  const url = "https://own.example.org/";
  await world.apply("guide", { url }, { "docsynapse.io/crawl-requested-at": "now" });
  await until("the next crawl", async () => (await world.crawls()).length === 2);
  const next = (await world.crawls()).find(({ metadata }) => metadata.uid !== crawl.metadata.uid) ?? crawl;
  await until("its streams", async () => (await listStreams(next)).length === 4, 20_000);
}, 90_000);
