import { beforeAll, expect, it } from "vitest";
import { browser } from "../../crawler/render/testing-browser.ts";
import { clientRenderedStart } from "../site/client-rendered-site.ts";
import { createNamespace, installChart } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { story } from "./story.ts";

const namespace = "rendering";
const profile = "docsynapse/chromium.json";

interface Pods {
  readonly items: readonly { readonly spec: { readonly securityContext: { readonly seccompProfile: object } } }[];
}

story("a site that shows nothing without a browser", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const guide = docSite("guide", siteUrl("app", namespace, clientRenderedStart), {
    rendering: { mode: "Auto" },
    politeness: { requestsPerSecond: 10 },
    workers: { min: 1, max: 1 },
  });
  beforeAll(async () => {
    // A cluster of one's own may lack the profile: there the browser has the runtime's, and no sandbox of its own.
    if (cluster.enter !== undefined) await installChart(told, { "crawls.seccompProfile": profile });
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "app");
  });

  it("is crawled by restricted pods with a browser as the local engine does it", async () => {
    await kubectl.apply(namespace, guide);
    await observed.untilRunning("worker", 1);
    const { items } = await kubectl.get<Pods>(namespace, "pods", "-l", "app.kubernetes.io/component=worker");
    await observed.untilCondition("guide", "Ready=True Published");

    const wanted =
      cluster.enter === undefined ? { type: "RuntimeDefault" } : { type: "Localhost", localhostProfile: profile };
    expect(items.map(({ spec }) => spec.securityContext.seccompProfile)).toEqual([wanted]);
    expect((await observed.siteStatus("guide")).snapshot?.pages).toBe(4);
    const files = await readVolume(told, namespace, "guide");
    const install = Buffer.from(files.get("pages/docs/install.md") ?? "", "base64").toString();
    expect(install).toMatch(/\*\*npm\*\*\s+```\nnpm install thing\n```\s+\*\*yarn\*\*\s+```\nyarn add thing\n```/);
    const local = browser === undefined ? undefined : await crawlLocally(cluster, guide);
    expect(files).toEqual(local ?? files);
  });
});
