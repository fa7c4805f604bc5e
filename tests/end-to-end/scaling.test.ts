import { beforeAll, expect, it } from "vitest";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { createNamespace } from "./chart.ts";
import { story } from "./story.ts";

const namespace = "scaling";
const small = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } };

story("scaling", (told) => {
  const { kubectl } = told;
  const observed = new Observed(told, namespace);
  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "steady", "heavy");
  });

  it("follows kubectl scale, rests while suspended, goes on when resumed, and ends with all pages", async () => {
    const spec = {
      politeness: { requestsPerSecond: 10 },
      workers: { min: 1, max: 1, resources: small },
    };
    await kubectl.apply(namespace, docSite("steady", siteUrl("steady", namespace, "/made/300/2/"), spec));
    const { metadata } = await observed.untilCrawl("steady", "Crawling", ({ status }) => status?.phase === "Crawling");
    const crawl = `crawl/${metadata.name}`;

    await kubectl.run("scale", "-n", namespace, crawl, "--replicas=3");
    await observed.untilRunning("worker", 3);
    await observed.untilCrawl("steady", "tells its workers", ({ status }) => status?.workers === 3);
    await kubectl.run("scale", "-n", namespace, crawl, "--replicas=1");
    await observed.untilRunning("worker", 1);

    await kubectl.run("patch", "-n", namespace, crawl, "--type=merge", "-p", '{"spec":{"suspend":true}}');
    await observed.untilCrawl("steady", "rests", ({ status }) => status?.phase === "Suspended");
    await observed.untilRunning("worker", 0);
    await observed.untilRunning("coordinator", 0);
    await kubectl.run("patch", "-n", namespace, crawl, "--type=merge", "-p", '{"spec":{"suspend":false}}');

    await observed.untilCondition("steady", "Ready=True Published");
    const { snapshot } = await observed.siteStatus("steady");
    expect(snapshot?.pages).toBe(301);
    expect((await observed.crawl("steady")).metadata.name).toBe(metadata.name);
  });

  it("gets more workers from the autoscaler when converting keeps one busy, and none is left at the end", async () => {
    // Work enough for one worker and more, over a minute: an autoscaler takes half of that to see it.
    const spec = {
      politeness: { requestsPerSecond: 3 },
      workers: { min: 1, max: 2, targetCPUUtilization: 20, resources: { ...small, requests: { cpu: "50m" } } },
    };
    await kubectl.apply(namespace, docSite("heavy", siteUrl("heavy", namespace, "/made/195/150/"), spec));
    const first = await observed.untilCrawl("heavy", "Crawling", ({ status }) => status?.phase === "Crawling");

    expect(first.spec.workers).toBe(1);
    await observed.untilCrawl("heavy", "two workers wanted", ({ spec: { workers } }) => workers === 2);
    await observed.untilRunning("worker", 2);
    await observed.untilCondition("heavy", "Ready=True Published");

    expect((await observed.siteStatus("heavy")).snapshot?.pages).toBe(196);
    await observed.untilRunning("worker", 0);
    expect(await kubectl.run("get", "hpa,jobs", "-n", namespace, "-o", "name")).toBe("");
  });
});
