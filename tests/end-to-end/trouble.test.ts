import { beforeAll, expect, it } from "vitest";
import { pushImage } from "../node/push-image.ts";
import { createNamespace, installChart } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { story } from "./story.ts";

const namespace = "trouble";
const workers = (memory: string) => ({
  workers: { min: 1, max: 1, resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory } } },
});

const coordinatorMemory = (limit: string) => ({
  "crawls.coordinatorResources.requests.memory": "32Mi",
  "crawls.coordinatorResources.limits.memory": limit,
});

story("trouble with pods", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const url = siteUrl("docs", namespace, "/guide/");
  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");
  });

  it.skipIf(cluster.registry === undefined)(
    "an image that is missing is told of, and the crawl goes on when it is there",
    async () => {
      const [repository = ""] = cluster.images.crawler.split(":");
      await installChart(told, { "crawls.image.tag": "late" });
      await kubectl.apply(namespace, docSite("pull", url, workers("512Mi")));
      await observed.untilCondition("pull", "Degraded=True ImagePullFailed");
      expect(await observed.condition("pull", "Ready")).toBe("Ready=False NeverCrawled");

      pushImage("docsynapse/crawler:end-to-end", cluster.registry ?? "", `${repository}:late`, "plain");

      await observed.untilCondition("pull", "Ready=True Published");
      expect(await observed.condition("pull", "Degraded")).toBe("Degraded=False Published");
      await installChart(told);
    },
  );

  it("a worker without enough memory is told of, and the next crawl has what the DocSite gives it then", async () => {
    await kubectl.apply(namespace, docSite("memory", url, workers("40Mi")));
    await observed.untilCondition("memory", "Degraded=True PodOutOfMemory");
    const { metadata } = await observed.crawl("memory");

    await kubectl.apply(namespace, docSite("memory", url, workers("512Mi")));
    await kubectl.run("delete", "crawl", "-n", namespace, metadata.name);

    await observed.untilCondition("memory", "Ready=True Published");
    expect(await observed.condition("memory", "Degraded")).toBe("Degraded=False Published");
  });

  it("a coordinator without enough memory is told of, and the next one has what the installation gives it then", async () => {
    await installChart(told, coordinatorMemory("40Mi"));
    await kubectl.apply(namespace, docSite("leading", url, workers("512Mi")));
    await observed.untilCondition("leading", "Degraded=True PodOutOfMemory");
    const { conditions = [] } = await observed.siteStatus("leading");
    expect(conditions.find(({ type }) => type === "Degraded")?.message).toContain("crawls.coordinatorResources");
    const { metadata } = await observed.crawl("leading");

    await installChart(told);
    await kubectl.run("delete", "crawl", "-n", namespace, metadata.name);
    const now = `docsynapse.io/crawl-requested-at=${new Date().toISOString()}`;
    await kubectl.run("annotate", "docsite", "leading", "-n", namespace, now);

    await observed.untilCondition("leading", "Ready=True Published");
    expect(await observed.condition("leading", "Degraded")).toBe("Degraded=False Published");
    const files = await readVolume(told, namespace, "leading");
    expect(files).toEqual((await crawlLocally(cluster, docSite("leading", url))) ?? files);
  });
});
