import { expect, it } from "vitest";
import { crawlLocally } from "./crawl-locally.ts";
import { deploySite, siteUrl } from "./deploy-site.ts";
import { docSite } from "./doc-site.ts";
import { pullSnapshot } from "./pull-snapshot.ts";
import { readVolume, toComparable } from "./read-volume.ts";
import { bucket, deployS3, readBucket } from "./s3.ts";
import { createNamespace } from "./chart.ts";
import { story } from "./story.ts";

const namespace = "new-user";

story("a new user", (told) => {
  const { kubectl, cluster } = told;
  const guide = docSite("guide", siteUrl("docs", namespace, "/guide/"));

  it("installs the chart, applies a DocSite, waits for it, and finds on its volume what the local engine makes", async () => {
    await createNamespace(kubectl, namespace, { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, namespace, "docs");

    const startedAtMs = performance.now();
    await kubectl.apply(namespace, guide);
    await kubectl.run("wait", "-n", namespace, "docsite/guide", "--for=condition=Ready", "--timeout=300s");
    process.stdout.write(`Ready ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s after kubectl apply\n`);

    const files = await readVolume(told, namespace, "guide");
    expect([...files.keys()]).toContain("pages/guide/index.md");
    expect(files).toEqual((await crawlLocally(cluster, guide)) ?? files);
  });

  it("pulls the same to where the command runs, and leaves no pod behind", async () => {
    const { files, said } = await pullSnapshot(cluster, namespace, "guide");

    expect(said).toContain(`from claim ${namespace}/guide-docsynapse`);
    expect(files).toEqual(await readVolume(told, namespace, "guide"));
    expect(await kubectl.run("get", "pods", "-n", namespace, "-l", "docsynapse.io/pull", "-o", "name")).toBe("");
  });

  it("has the same in a bucket, with credentials of a Secret", async () => {
    await createNamespace(kubectl, "new-bucket", { "docsynapse.io/allow-private-addresses": "true" });
    await deploySite(told, "new-bucket", "docs");
    const { endpoint } = await deployS3(told, "new-bucket");
    const s3 = { bucket, endpoint, region: "us-east-1", forcePathStyle: true, secretRef: { name: "s3" } };
    const url = siteUrl("docs", "new-bucket", "/guide/");

    await kubectl.apply("new-bucket", docSite("guide", url, { output: { s3 } }));
    await kubectl.run("wait", "-n", "new-bucket", "docsite/guide", "--for=condition=Ready", "--timeout=300s");

    const all = await readBucket(told, "new-bucket", "new-bucket/guide/");
    const latest = all.find(([name]) => name === "latest.json")?.[1] ?? "";
    const { snapshot } = JSON.parse(Buffer.from(latest, "base64").toString()) as { snapshot: string };
    const folder = `snapshots/${snapshot}/`;
    const newest = all.filter(([name]) => name.startsWith(folder));
    const files = toComparable(newest.map(([name, content]) => [name.slice(folder.length), content]));
    expect([...files.keys()]).toContain("pages/guide/index.md");
    expect(files).toEqual((await crawlLocally(cluster, docSite("guide", url))) ?? files);
  });
});
