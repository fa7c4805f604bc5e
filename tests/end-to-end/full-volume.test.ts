import { beforeAll, expect, it } from "vitest";
import { createNamespace } from "./chart.ts";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { Observed } from "./observed.ts";
import { readVolume } from "./read-volume.ts";
import { restrictedPod } from "./restricted-pod.ts";
import { story } from "./story.ts";

const namespace = "full-volume";
const pages = 150;
const claim = "guide-docsynapse";

/** Runs in a pod: leaves as little room on the volume as for a part of the pages. */
const fill = `
const { closeSync, openSync, writeSync, statfsSync } = require("node:fs");
const file = openSync("/docs/filler", "w");
const piece = Buffer.alloc(64 * 1024);
for (let { bavail, bsize } = statfsSync("/docs"), left = bavail * bsize - 300 * 1024; left > 0; left -= piece.length) {
  writeSync(file, piece);
}
closeSync(file);
setInterval(() => undefined, 1000);
`;

// Only the cluster's own node makes a volume that is no larger than its claim.
story("a volume that is full", (told) => {
  const { kubectl, cluster } = told;
  const observed = new Observed(told, namespace);
  const url = siteUrl("docs", namespace, `/made/${pages}/4/`);
  const inFiller = (script: string) => kubectl.run("exec", "-n", namespace, "filler", "--", "node", "-p", script);
  beforeAll(async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");
  });

  it.skipIf(cluster.enter === undefined)(
    "is told of with its remedy, holds nothing half-written, and once there is room the crawl ends by itself",
    async () => {
      const output = { volume: { claimName: claim } };
      const guide = docSite("guide", url, { output, workers: { min: 1, max: 1 } });
      await kubectl.apply(namespace, buildClaim(), buildFiller(cluster.images.crawler));
      await kubectl.run("wait", "-n", namespace, "pod/filler", "--for=condition=Ready", "--timeout=60s");
      await kubectl.apply(namespace, guide);

      await observed.untilCondition("guide", "Degraded=True StorageFull");
      const { conditions = [] } = await observed.siteStatus("guide");
      expect(conditions.find(({ type }) => type === "Degraded")?.message).toContain("the volume is full: free space");
      expect(await observed.condition("guide", "Ready")).toBe("Ready=False NeverCrawled");
      const folder = `/docs/${namespace}/guide`;
      expect((await inFiller(`fs.existsSync("${folder}/latest.json")`)).trim()).toBe("false");

      await inFiller(`fs.rmSync("/docs/filler")`);

      await observed.untilCondition("guide", "Ready=True Published");
      expect(await observed.condition("guide", "Degraded")).toBe("Degraded=False Published");
      expect((await observed.siteStatus("guide")).snapshot?.pages).toBe(pages + 1);
      const files = await readVolume(told, namespace, "guide");
      expect(files).toEqual((await crawlLocally(cluster, docSite("guide", url))) ?? files);
    },
  );
});

const buildClaim = () => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: claim },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "16Mi" } } },
});

const buildFiller = (image: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "filler" },
  spec: restrictedPod(
    {
      name: "filler",
      image,
      command: ["node", "-e", fill],
      volumeMounts: [{ name: "docs", mountPath: "/docs" }],
      readinessProbe: { exec: { command: ["node", "-e", "fs.statSync('/docs/filler').size || process.exit(1)"] } },
    },
    { volumes: [{ name: "docs", persistentVolumeClaim: { claimName: claim } }] },
  ),
});
