import { afterAll, beforeAll, expect, test } from "vitest";
import { installCrds } from "../cluster/install-crds.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { buildPath } from "../../operator/controller/kube-object.ts";
import { isNotFound } from "../../operator/controller/api-error.ts";
import { docSiteCrd, crawlCrd } from "../../operator/crd/crds.ts";
import { crawlRequestedAt, kinds } from "../../operator/kinds.ts";
import { Kubelet } from "./kubelet.ts";
import { RunningOperator } from "./running-operator.ts";
import { World, type CrawlObject } from "./world.ts";

const cluster = useCluster({
  controllers: [
    "job-controller",
    "garbage-collector-controller",
    "serviceaccount-controller",
    "namespace-controller",
    "persistentvolumeclaim-protection-controller",
  ],
});
let operator: RunningOperator;
beforeAll(() => {
  operator = new RunningOperator(cluster.client);
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
});

const published = JSON.stringify({ phase: "Succeeded", uri: "volume://guide" });
const publish = async (kubelet: Kubelet) =>
  await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });

test("a DocSite that is made anew under its name takes nothing for its own of the one before", async () => {
  const world = await World.create(cluster.client, "namesake");
  await world.apply("guide", { url: "https://old.example.org/" });
  await publish(new Kubelet(cluster.client, world.namespace));
  await world.untilCondition("guide", "Ready", "True", "Published");
  // The garbage collector may be slow.
  const [old] = await world.crawls();
  await world.patch("crawl", old?.metadata.name ?? "", { metadata: { finalizers: ["example.org/slow"] } });

  await world.delete("docSite", "guide");
  await world.apply("guide", { url: "https://new.example.org/" });

  await until("a Crawl of the new site", async () => {
    return (await world.crawls()).some(({ spec }) => spec.plan?.host === "new.example.org");
  });
  expect((await world.site("guide")).status?.snapshot).toBeUndefined();
  expect((await world.condition("guide", "Ready"))?.status).toBe("False");
  await world.patch("crawl", old?.metadata.name ?? "", { metadata: { finalizers: null } });
});

test("a DocSite that is made anew waits for the crawl of the one before", async () => {
  const world = await World.create(cluster.client, "waiting-namesake");
  await world.apply("guide", { url: "https://old.example.com/" });
  await until("the Crawl", async () => (await world.crawls()).length === 1);
  const [old] = await world.crawls();
  await world.patch("crawl", old?.metadata.name ?? "", { metadata: { finalizers: ["example.org/slow"] } });

  await world.delete("docSite", "guide");
  await world.apply("guide", { url: "https://new.example.com/" });
  await world.untilCondition("guide", "Reconciling", "True", "WaitingForPods");
  await world.patch("crawl", old?.metadata.name ?? "", { metadata: { finalizers: null } });

  const hosts = async () => (await world.crawls()).map(({ spec }) => spec.plan?.host);
  await until("a Crawl of the new site", async () => (await hosts()).includes("new.example.com"), 30_000);
  expect(await hosts()).toEqual(["new.example.com"]);
}, 60_000);

test("a Crawl that somebody deletes is told of, and not made again by itself", async () => {
  const world = await World.create(cluster.client, "deleted-crawl");
  await world.apply("guide", { url: "https://deleted.example.org/" });
  await world.untilCondition("guide", "Reconciling", "True", "Crawling");
  await until("the status to name it", async () => (await world.site("guide")).status?.lastCrawl !== undefined);

  await world.delete("crawl", (await world.crawls())[0]?.metadata.name ?? "");

  await world.untilCondition("guide", "Stalled", "True", "CrawlFailed");
  expect((await world.condition("guide", "Ready"))?.message).toContain("was deleted before its end");
  expect(await world.crawls()).toEqual([]);
});

test("a Crawl that is deleted and held by somebody's finalizer is told of until they let go", async () => {
  const world = await World.create(cluster.client, "held-crawl");
  await world.apply("guide", { url: "https://held.example.org/" });
  await until("the Crawl", async () => (await world.crawls()).length === 1);
  const name = (await world.crawls())[0]?.metadata.name ?? "";
  await world.patch("crawl", name, { metadata: { finalizers: ["example.org/backup"] } });

  await cluster.client.delete(kinds.crawl, world.namespace, name);

  await until("the message", async () => {
    const { message = "" } = (await world.condition("guide", "Reconciling")) ?? {};
    return message.includes(`Crawl ${name} is being deleted; whoever set its finalizers example.org/backup`);
  });
  await world.patch("crawl", name, { metadata: { finalizers: null } });
  await world.untilCondition("guide", "Stalled", "True", "CrawlFailed");
  expect(await world.crawls()).toEqual([]);
});

test("an edit that cannot be used stops nothing that runs, and hides no snapshot", async () => {
  const world = await World.create(cluster.client, "invalid");
  const url = "https://invalid.example.org/";
  await world.apply("guide", { url });
  await until("the Jobs", async () => (await world.names("job")).length === 2);

  await world.apply("guide", { url, timeZone: "Mars/Olympus" });
  await world.untilCondition("guide", "Stalled", "True", "InvalidSpec");
  await publish(new Kubelet(cluster.client, world.namespace));

  await until("the snapshot", async () => (await world.site("guide")).status?.snapshot !== undefined);
  expect((await world.site("guide")).status?.lastCrawl?.phase).toBe("Succeeded");
  await world.untilCondition("guide", "Degraded", "True", "InvalidSpec");
});

test("of many requests and switches one crawl runs at a time, and the last request is served", async () => {
  const world = await World.create(cluster.client, "flapping");
  const url = "https://flapping.example.org/";
  await world.apply("guide", { url });
  for (let turn = 1; turn <= 60; turn += 1) {
    await world.apply("guide", { url, suspend: turn % 2 === 1 }, { [crawlRequestedAt]: `request ${turn} \u{1F4DA}` });
  }
  const kubelet = new Kubelet(cluster.client, world.namespace);
  const isServed = async () => {
    const { status } = await world.site("guide");
    return status?.lastHandledCrawlRequest === "request 60 \u{1F4DA}" && status.lastCrawl?.phase === "Succeeded";
  };

  await until(
    "the last request",
    async () => {
      const running = (await world.crawls()).filter(({ status }) => status?.finishedAt === undefined);
      expect(running.length).toBeLessThanOrEqual(1);
      for (const { metadata } of await kubelet.listPods("coordinator")) {
        await kubelet
          .setPod(metadata.name, "coordinator", { phase: "Succeeded", exitCode: 0, message: published })
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
      }
      return await isServed();
    },
    60_000,
  );
}, 90_000);

const isTold = ({ spec, status }: CrawlObject) =>
  spec.plan !== undefined || status?.conditions?.some(({ reason }) => ["WaitingForHost", "NoPlan"].includes(reason));

test("of many Crawls made by hand at once one runs, and those of no DocSite keep nobody else waiting", async () => {
  const world = await World.create(cluster.client, "hands");
  const url = "https://hands.example.org/";
  await world.apply("guide", { url, suspend: true });
  const make = async (name: string, site: string) => {
    const body = {
      apiVersion: "docsynapse.io/v1alpha1",
      kind: "Crawl",
      metadata: { name },
      spec: { siteRef: { name: site } },
    };
    await cluster.client.request({ method: "POST", path: buildPath(kinds.crawl, { namespace: "hands" }), body });
  };
  await Promise.all(Array.from({ length: 40 }, async (_, turn) => await make(`nobodys-${turn}`, "nowhere")));
  await Promise.all(["a", "b", "c", "d"].map(async (name) => await make(name, "guide")));

  await until("all to be told", async () => (await world.crawls()).every(isTold));
  await until("Jobs", async () => (await world.names("job")).length === 2);
  const planned = (await world.crawls()).filter(({ spec }) => spec.plan !== undefined);
  expect(planned).toHaveLength(1);

  await publish(new Kubelet(cluster.client, world.namespace));
  await until("the next one", async () => {
    return (await world.crawls()).filter(({ spec }) => spec.plan !== undefined).length === 2;
  });
}, 60_000);

test("kinds that are removed and installed again are followed again", async () => {
  const world = await World.create(cluster.client, "kinds");
  await world.apply("guide", { url: "https://kinds.example.org/" });
  await until("the Jobs", async () => (await world.names("job")).length === 2);

  for (const { metadata } of [docSiteCrd, crawlCrd]) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`;
    await cluster.client.request({ method: "DELETE", path });
    await until(
      `${metadata.name} to go`,
      async () => await cluster.client.request({ method: "GET", path }).then(() => false, isNotFound),
      60_000,
    );
  }
  await installCrds(cluster.client);
  await world.apply("manual", {});

  await until("the new one's Crawl", async () => (await world.crawls()).length === 1, 60_000);
  await until("its Jobs", async () => (await world.names("job")).some((name) => name.startsWith("manual-")), 60_000);
  await publish(new Kubelet(cluster.client, world.namespace));
  await world.untilCondition("manual", "Ready", "True", "Published");
  expect(await cluster.client.read(kinds.docSite, world.namespace, "guide").then(() => false, isNotFound)).toBe(true);
}, 200_000);
