import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, installChart, systemNamespace, toValues } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { story } from "./story.ts";

const namespace = "upgrade";
const pages = 200;

interface Leases {
  readonly items: readonly { readonly spec: { readonly holderIdentity?: string } }[];
}

story("an upgrade of the operator", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const url = siteUrl("docs", namespace, `/made/${pages}/4/`);
  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");
  });
  afterAll(() => installChart(told));

  /** The pod that leads, as its lease names it. */
  async function findLeader(): Promise<string> {
    const { items } = await kubectl.get<Leases>(systemNamespace, "leases");
    return items[0]?.spec.holderIdentity?.split("_")[0] ?? "";
  }

  it("with the leader killed besides leaves the running crawl its pods, and the new one tells its end", async () => {
    const workers = { min: 1, max: 1, resources: { requests: { cpu: "50m", memory: "64Mi" } } };
    await kubectl.apply(namespace, docSite("guide", url, { politeness: { requestsPerSecond: 3 }, workers }));
    const first = await observed.untilCrawl("guide", "10 pages", ({ status }) => (status?.pages?.fetched ?? 0) >= 10);
    const pods = [...(await observed.runningPods("coordinator")), ...(await observed.runningPods("worker"))];

    const leader = await findLeader();
    await kubectl.run("delete", "pod", "-n", systemNamespace, leader, "--grace-period=0", "--force", "--wait=false");
    await installChart(told, {
      ...toValues("operator.image", cluster.images.nextOperator),
      "crawls.image.tag": "of-later-crawls",
    });

    const image = "jsonpath={.spec.template.spec.containers[0].image}";
    const installed = await kubectl.run("get", "deployment", "docsynapse", "-n", systemNamespace, "-o", image);
    expect(installed).toBe(cluster.images.nextOperator);
    expect([...(await observed.runningPods("coordinator")), ...(await observed.runningPods("worker"))]).toEqual(pods);
    await observed.untilCondition("guide", "Ready=True Published");
    expect(await observed.condition("guide", "Degraded")).toBe("Degraded=False Published");
    expect((await observed.crawl("guide")).metadata.name).toBe(first.metadata.name);
    const files = await readVolume(told, namespace, "guide");
    const local = await crawlLocally(cluster, docSite("guide", url, { politeness: { requestsPerSecond: 0 } }));
    expect(files).toEqual(local ?? files);
  });
});
