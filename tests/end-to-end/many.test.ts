import { beforeAll, expect, it } from "vitest";
import { until } from "../cluster/until.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { createNamespace, installChart } from "./chart.ts";
import { story } from "./story.ts";

const namespace = "many";
const sites = Array.from({ length: 10 }, (_, index) => `site-${index}`);
const small = { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "512Mi" } };

story("ten DocSites at once", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  beforeAll(async () => {
    // Their coordinators alone ask for more than the node has: some rest for others (operator/crawls/make-room.ts).
    await installChart(told, { "crawls.maxActive": "8" });
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, ...sites);
  });

  it("are all published, each as if it were alone", async () => {
    const spec = { workers: { min: 1, max: 1, resources: small } };
    const all = sites.map((name) => docSite(name, siteUrl(name, namespace, "/guide/"), spec));

    const startedAtMs = performance.now();
    await kubectl.apply(namespace, ...all);
    await until("some wait for a slot, and say so", async () => {
      const conditions = await Promise.all(sites.map((name) => observed.condition(name, "Reconciling")));
      return conditions.includes("Reconciling=True WaitingForSlot");
    });
    for (const name of sites) await observed.untilCondition(name, "Ready=True Published");
    process.stdout.write(`ten published after ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s\n`);

    for (const one of all.slice(-2)) {
      const files = await readVolume(told, namespace, one.metadata.name);
      expect(files).toEqual((await crawlLocally(cluster, one)) ?? files);
    }
    await observed.untilRunning("coordinator", 0);
    await observed.untilRunning("worker", 0);
  });
});
