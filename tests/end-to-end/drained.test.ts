import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { story } from "./story.ts";

const namespace = "drained";
const pages = 150;

story("nodes that are drained", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const url = siteUrl("docs", namespace, `/made/${pages}/4/`);
  const nodes = async () => (await kubectl.run("get", "nodes", "-o", "name")).trim().split("\n");
  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");
  });
  afterAll(async () => {
    await kubectl.run("uncordon", ...(await nodes()));
  });

  it("leave a crawl without a place, of which it tells; it ends when they are back, as if nothing had been", async () => {
    const workers = { min: 1, max: 1, resources: { requests: { cpu: "50m", memory: "64Mi" } } };
    await kubectl.apply(namespace, docSite("guide", url, { politeness: { requestsPerSecond: 3 }, workers }));
    const first = await observed.untilCrawl("guide", "15 pages", ({ status }) => (status?.pages?.fetched ?? 0) >= 15);

    // The crawl's pods alone: on a single node the others could not be evicted, as their disruption budgets say.
    const crawlPods = "--pod-selector=docsynapse.io/site=guide";
    await kubectl.run("drain", ...(await nodes()), crawlPods, "--delete-emptydir-data", "--timeout=120s");

    await observed.untilCondition("guide", "Degraded=True Unschedulable");
    expect(await observed.condition("guide", "Reconciling")).toBe("Reconciling=True Crawling");
    await observed.untilRunning("worker", 0);
    await observed.untilRunning("coordinator", 0);

    await kubectl.run("uncordon", ...(await nodes()));

    await observed.untilCondition("guide", "Ready=True Published");
    expect(await observed.condition("guide", "Degraded")).toBe("Degraded=False Published");
    expect((await observed.crawl("guide")).metadata.name).toBe(first.metadata.name);
    expect((await observed.siteStatus("guide")).snapshot?.pages).toBe(pages + 1);
    const files = await readVolume(told, namespace, "guide");
    const local = await crawlLocally(cluster, docSite("guide", url, { politeness: { requestsPerSecond: 0 } }));
    expect(files).toEqual(local ?? files);
  });
});
