import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { RunningOperator } from "./running-operator.ts";
import { World } from "./world.ts";

const cluster = useCluster();
let world: World;
let operator: RunningOperator;
let count = 0;

beforeEach(async () => {
  world = await World.create(cluster.client, `profile-${(count += 1)}`);
  operator = new RunningOperator(cluster.client, { DOCSYNAPSE_WATCH_NAMESPACE: world.namespace });
});
afterEach(async () => {
  await operator[Symbol.asyncDispose]();
});

const maps = () => `/api/v1/namespaces/${world.namespace}/configmaps`;
const profile = "name: ours\ncontent: [article.doc]\nremove: [.promo]\n";

async function writeMap(text: string): Promise<void> {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "profiles" }, data: { "ours.yaml": text } };
  await cluster.client.request({
    method: "PATCH",
    path: `${maps()}/profiles`,
    query: { fieldManager: "test", force: true },
    contentType: "application/apply-patch+yaml",
    body,
  });
}

/** Any change is a reason to look again at once; without one it takes a minute. */
const nudge = async (value: string) =>
  await world.patch("docSite", "guide", { metadata: { annotations: { nudge: value } } });

describe("a DocSite's own profile", () => {
  test("is frozen into the plan", async () => {
    await writeMap(profile);

    await world.apply("guide", { extraction: { profile: { name: "profiles", key: "ours.yaml" } } });
    await until("the Crawl", async () => (await world.crawls()).length === 1);

    const [crawl] = await world.crawls();
    expect(crawl?.spec.plan?.configuration).toMatchObject({
      extraction: { profile: { name: "ours", content: ["article.doc"], remove: [".promo"] } },
    });
  });

  test("is waited for, named when it is none, and used when it is mended", async () => {
    await world.apply("guide", { extraction: { profile: { name: "profiles", key: "ours.yaml" } } });
    await world.untilCondition("guide", "Reconciling", "True", "ReferenceMissing");
    expect((await world.condition("guide", "Reconciling"))?.message).toContain("no ConfigMap profiles");

    await writeMap("name: ours\nconten: [main]\n");
    await nudge("1");
    await world.untilCondition("guide", "Stalled", "True", "InvalidProfile");
    expect((await world.condition("guide", "Stalled"))?.message).toContain("conten");
    expect(await world.crawls()).toEqual([]);

    await writeMap(profile);
    await nudge("2");
    await until("the Crawl", async () => (await world.crawls()).length === 1);
    await world.untilCondition("guide", "Stalled", "False", "Idle");
  });

  test("is refused when it is larger than a profile may be", async () => {
    await writeMap(`name: ours\n# ${"x".repeat(70_000)}\n`);

    await world.apply("guide", { extraction: { profile: { name: "profiles", key: "ours.yaml" } } });

    await world.untilCondition("guide", "Stalled", "True", "InvalidProfile");
    expect((await world.condition("guide", "Stalled"))?.message).toContain("a profile may have 65536");
  });

  test("is part of a Crawl made by hand too", async () => {
    await writeMap(profile);
    await world.apply("guide", { suspend: true, extraction: { profile: { name: "profiles", key: "ours.yaml" } } });

    const path = `/apis/docsynapse.io/v1alpha1/namespaces/${world.namespace}/crawls`;
    const metadata = { name: "mine" };
    const body = {
      apiVersion: "docsynapse.io/v1alpha1",
      kind: "Crawl",
      metadata,
      spec: { siteRef: { name: "guide" } },
    };
    await cluster.client.request({ method: "POST", path, body });
    await until("the plan", async () => (await world.crawls())[0]?.spec.plan !== undefined);

    expect((await world.crawls())[0]?.spec.plan?.configuration).toMatchObject({
      extraction: { profile: { name: "ours" } },
    });
  });
});
