import { beforeAll, describe, expect, test } from "vitest";
import { nameCrawl, type CrawlKey } from "../../crawler/nats-names.ts";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { systemClock } from "../../operator/controller/clock.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";
import { secretResource } from "../../operator/kinds.ts";
import { readOrMakeKeys } from "../../operator/nats/key-secret.ts";
import { makeKeys, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

type Secret = KubeObject & { readonly data: Readonly<Record<string, string>> };
interface Claims {
  readonly exp: number;
  readonly nats: { readonly issuer_account: string; readonly pub: { readonly allow: readonly string[] } };
}

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller", "namespace-controller"],
});
let keys: NatsKeys;
beforeAll(async () => {
  keys = await makeKeys();
});

async function listSecrets(client: ApiClient, namespace: string): Promise<readonly Secret[]> {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  return (await client.request<{ items: Secret[] }>({ method: "GET", path })).items;
}

/** What the server reads of a credentials file. */
function readClaims({ data }: Secret): Claims {
  const text = Buffer.from(data["nats.creds"] ?? "", "base64").toString("utf8");
  const [, payload = ""] = /BEGIN NATS USER JWT-----\s+[^.]+\.([^.]+)\./.exec(text) ?? [];
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims;
}

describe("the logins of a running crawl", () => {
  test("are a Secret for each role, are renewed in time, and go with its end", async () => {
    const world = await World.create(cluster.client, "logins");
    await using operators = new AsyncDisposableStack();
    operators.use(new RunningOperator(cluster.client, {}, { signing: { keys, lifetimeMs: 12_000 } }));
    await world.apply("guide", {});
    await until("both Secrets", async () => (await listSecrets(cluster.client, "logins")).length === 2);
    const [crawl] = await world.crawls();
    const name = crawl?.metadata.name ?? "";
    const { streams } = nameCrawl(crawl?.spec.plan?.configuration as unknown as CrawlKey);

    const first = await listSecrets(cluster.client, "logins");
    expect(first.map(({ metadata }) => metadata.name)).toEqual([`${name}-coordinator-nats`, `${name}-worker-nats`]);
    const owners = first.flatMap(({ metadata }) => metadata.ownerReferences ?? []);
    expect(owners.map(({ uid }) => uid)).toEqual([crawl?.metadata.uid, crawl?.metadata.uid]);
    const [coordinator, worker] = first.map(readClaims);
    expect(coordinator?.nats.issuer_account).toBe(keys["account.pub"]);
    expect(coordinator?.nats.pub.allow).toContain(`$JS.API.STREAM.INFO.${streams.journal}`);
    expect(JSON.stringify(worker?.nats)).not.toContain(streams.journal);

    await until("the renewal", async () => {
      const renewed = (await listSecrets(cluster.client, "logins")).map(readClaims);
      return renewed.every(({ exp }, index) => exp > (first.map(readClaims)[index]?.exp ?? 0));
    });
    const message = JSON.stringify({ phase: "Succeeded" });
    await new Kubelet(cluster.client, "logins").set("coordinator", { phase: "Succeeded", exitCode: 0, message });
    await world.untilCondition("guide", "Ready", "True", "Published");
    await until("the Secrets to go", async () => (await listSecrets(cluster.client, "logins")).length === 0);
  }, 60_000);

  test("are written anew by an operator that comes anew", async () => {
    const world = await World.create(cluster.client, "again");
    const signing = { keys, lifetimeMs: 3_600_000 };
    await using operators = new AsyncDisposableStack();
    const first = operators.use(new RunningOperator(cluster.client, {}, { signing }));
    await world.apply("guide", {});
    await until("both Secrets", async () => (await listSecrets(cluster.client, "again")).length === 2);
    await first[Symbol.asyncDispose]();
    const before = await listSecrets(cluster.client, "again");

    operators.use(new RunningOperator(cluster.client, {}, { signing }));
    let after = before;
    await until("new ones", async () => {
      after = await listSecrets(cluster.client, "again");
      return after.every(({ data }, index) => data["nats.creds"] !== before[index]?.data["nats.creds"]);
    });

    expect(after.map(({ metadata }) => metadata.uid)).toEqual(before.map(({ metadata }) => metadata.uid));
  });

  test("are made again when somebody deleted them and a pod waits for them", async () => {
    const world = await World.create(cluster.client, "deleted");
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => new Date(Date.now() + aheadMs) };
    await using operators = new AsyncDisposableStack();
    operators.use(new RunningOperator(cluster.client, {}, { signing: { keys, lifetimeMs: 3_600_000 }, clock }));
    await world.apply("guide", { url: "https://deleted.example.org/" });
    await until("both Secrets", async () => (await listSecrets(cluster.client, "deleted")).length === 2);
    for (const { metadata } of await listSecrets(cluster.client, "deleted")) {
      await cluster.client.delete(secretResource, "deleted", metadata.name);
    }

    const waiting = "CreateContainerConfigError";
    await new Kubelet(cluster.client, "deleted").set("coordinator", { phase: "Pending", waiting });
    aheadMs = 61_000;

    let again: readonly Secret[] = [];
    await until("both Secrets anew", async () => {
      again = await listSecrets(cluster.client, "deleted");
      return again.length === 2;
    });
    expect(again.map(({ data }) => Object.keys(data))).toEqual([["nats.creds"], ["nats.creds"]]);
  }, 60_000);
});

describe("what a crawl has in NATS", () => {
  test("is wanted until the crawl is over or gone", async () => {
    const world = await World.create(cluster.client, "wanted");
    await using operators = new AsyncDisposableStack();
    const operator = operators.use(new RunningOperator(cluster.client));
    await world.apply("wanted", {});
    await until("its Job", async () => (await world.names("job")).length === 2);
    const [crawl] = await world.crawls();
    const key = crawl?.spec.plan?.configuration as unknown as CrawlKey;

    expect(operator.isWanted?.(key)).toBe(true);
    expect(operator.isWanted?.({ ...key, snapshot: "20200101T000000Z" })).toBe(false);
    expect(operator.isWanted?.({ ...key, site: "wanted/gone" })).toBe(false);

    const message = JSON.stringify({ phase: "Succeeded" });
    await new Kubelet(cluster.client, "wanted").set("coordinator", { phase: "Succeeded", exitCode: 0, message });
    await world.untilCondition("wanted", "Ready", "True", "Published");
    await until("it to be over", () => operator.isWanted?.(key) === false);
  });

  test("is left alone in a namespace that is not looked after", async () => {
    await World.create(cluster.client, "mine");
    await using operators = new AsyncDisposableStack();
    const operator = operators.use(new RunningOperator(cluster.client, { DOCSYNAPSE_WATCH_NAMESPACE: "mine" }));
    await until("it to lead", () => operator.isWanted !== undefined);

    expect(operator.isWanted?.({ site: "other/guide", snapshot: "20260101T000000Z" })).toBe(true);
    expect(operator.isWanted?.({ site: "mine/guide", snapshot: "20260101T000000Z" })).toBe(false);
  });
});

describe("the keys of an embedded NATS", () => {
  const secret = { namespace: "keys", name: "nats-keys", generation: 1 };
  beforeAll(async () => void (await World.create(cluster.client, "keys")));

  test("are made once, by whoever comes first", async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => readOrMakeKeys(cluster.client, secret)));

    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await readOrMakeKeys(cluster.client, secret)).toEqual(all[0]);
  });

  test("get another signing key for the same account when a higher number asks for it", async () => {
    const before = await readOrMakeKeys(cluster.client, secret);

    const after = await readOrMakeKeys(cluster.client, { ...secret, generation: 2 });

    expect(after["account.pub"]).toBe(before["account.pub"]);
    expect(after["signing.nk"]).toBe(before["next-signing.nk"]);
    expect(after["accounts.conf"]).not.toBe(before["accounts.conf"]);
    // An older operator beside it takes what is there.
    expect(await readOrMakeKeys(cluster.client, secret)).toEqual(after);
  });

  test("are never taken from a Secret that is something else", async () => {
    const path = "/api/v1/namespaces/keys/secrets";
    await cluster.client.request({
      method: "POST",
      path,
      body: { metadata: { name: "other" }, stringData: { a: "b" } },
    });

    const reading = readOrMakeKeys(cluster.client, { ...secret, name: "other" });

    await expect(reading).rejects.toThrow("Secret keys/other is no set of NATS keys (accounts.conf");
  });
});
