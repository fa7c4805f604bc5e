import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pullFrom, type PullFlags } from "../../cli/pull/pull.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { until } from "../cluster/until.ts";
import { Kubelet } from "../operator/kubelet.ts";
import { World } from "../operator/world.ts";
import { crawl, readSnapshot } from "../site/crawl.ts";
import { html, startTestSite } from "../site/test-site.ts";
import { commandWorld } from "./command-world.ts";
import { execLocally, type LocalExecOptions } from "./local-exec.ts";

const cluster = useCluster({ controllers: ["serviceaccount-controller"] });
const pageCount = 30;
const snapshot = "20260301T120000Z";

let folder: string;
let siteFolder: string;
let world: World;
let kubelet: Kubelet;
let out: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pull-volume-"));
  siteFolder = join(folder, "site");
  // Longer than an archive's plain header takes.
  const paths = Array.from({ length: pageCount }, (_, n) => (n === 0 ? "/" : `/${"long-name-".repeat(15)}${n}.html`));
  const text = `<p>${"much of it. ".repeat(400)}</p>`;
  const pages = paths.map((path, n) => [path, html(`Page ${n}`, text, paths)] as const);
  await using site = await startTestSite(Object.fromEntries(pages));
  const { result } = await crawl(planFor(`${site.url}/`, { snapshot }), siteFolder);
  if (result.type !== "published") throw new Error(`the crawl ended as ${result.type}`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  world = await World.create(cluster.client, `pull-${(count += 1)}`);
  kubelet = new Kubelet(cluster.client, world.namespace);
  out = join(folder, `out-${count}`);
  // Whatever is not restricted is refused here, as in a well-kept cluster.
  await request("PATCH", `/api/v1/namespaces/${world.namespace}`, {
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  const account = `/api/v1/namespaces/${world.namespace}/serviceaccounts/default`;
  await until("the namespace has its account", () => request("GET", account).then(Boolean, () => false));
});

async function request(method: "GET" | "PATCH", path: string, body?: object): Promise<unknown> {
  return await cluster.client.request({
    method,
    path,
    ...(body && { body, contentType: "application/merge-patch+json" }),
  });
}

/** A DocSite that was crawled, as the operator's status tells it. */
async function publishSite(id = snapshot): Promise<void> {
  await world.apply("guide", {});
  const path = `/apis/docsynapse.io/v1alpha1/namespaces/${world.namespace}/docsites/guide/status`;
  await request("PATCH", path, { status: { snapshot: { id, pages: pageCount } } });
}

function pullGuide(flags: PullFlags = {}, exec: Partial<LocalExecOptions> = {}, site = "guide") {
  const { context, ...terminal } = commandWorld();
  const run = execLocally({ siteFolder, ...exec });
  const code = pullFrom(
    { client: cluster.client, exec: run, namespace: world.namespace, site },
    { out, ...flags },
    context,
  );
  return { ...terminal, code: code.catch((error: unknown) => (error instanceof UsageError ? error.message : error)) };
}

const runPod = async () => await kubelet.set("reader", { phase: "Running" });
const listPods = async () => await world.names("pod");

describe("a snapshot on a volume", { timeout: 120_000 }, () => {
  test("comes byte for byte through a restricted pod, which is gone afterwards", async () => {
    await publishSite();

    const { code, said } = pullGuide();
    await runPod();

    expect([await code, said()]).toEqual([0, expect.stringContaining(`snapshot ${snapshot} from claim`)]);
    expect(await readSnapshot(out)).toEqual(await readSnapshot(siteFolder));
    expect(await readFile(join(out, "latest.json"), "utf8")).toBe(
      await readFile(join(siteFolder, "latest.json"), "utf8"),
    );
    expect(await readdir(join(out, "snapshots"))).toEqual([snapshot]);
    expect(await listPods()).toEqual([]);
  });

  test("that is here already needs no pod", async () => {
    await publishSite();
    const first = pullGuide();
    await runPod();
    await first.code;

    const { code, said } = pullGuide();

    expect([await code, said()]).toEqual([0, expect.stringContaining("already")]);
  });

  test("goes on after a connection that broke, with what is missing", async () => {
    await publishSite();
    const sent: string[] = [];

    const { code } = pullGuide(
      {},
      {
        breakAfter: (call) => [500_000, 200_000][call - 1],
        onCommand: (command) => sent.push(command.slice(4).join(" ")),
      },
    );
    await runPod();

    expect(await code).toBe(0);
    expect(await readSnapshot(out)).toEqual(await readSnapshot(siteFolder));
    const after = sent.slice(1).map((command) => command.split(" ").at(2) ?? "");
    expect(after).toHaveLength(3);
    expect(after.map((path) => path !== "")).toEqual([false, true, true]);
  });

  test("gives up on a connection that brings nothing, and the same command goes on", async () => {
    await publishSite();
    const broken = pullGuide({}, { breakAfter: (call) => (call === 1 ? 60_000 : 100) });
    await runPod();

    expect(await broken.code).toBe(75);
    expect(broken.said()).toContain("connection");
    const { code, said } = pullGuide();
    await runPod();

    expect(await code).toBe(0);
    expect(said()).toContain("goes on with snapshot");
    expect(await readSnapshot(out)).toEqual(await readSnapshot(siteFolder));
  });

  test("leaves no pod behind when it is stopped while the pod starts", async () => {
    await publishSite();

    const { code, pressCtrlC } = pullGuide();
    await until("the pod", async () => (await listPods()).length === 1);
    pressCtrlC();

    expect(await code).toBe(75);
    expect(await listPods()).toEqual([]);
  });

  test("leaves no pod behind when it is stopped while files come", async () => {
    await publishSite();

    const running = pullGuide({}, { onCommand: (command) => command.includes("send") && running.pressCtrlC() });
    await runPod();

    expect(await running.code).toBe(75);
    expect(await listPods()).toEqual([]);
    expect(await readdir(out)).not.toContain("latest.json");
  });

  test("that cannot be written here ends the pull, and leaves no pod behind", async () => {
    await publishSite();
    await mkdir(join(out, "snapshots", `.tmp-pull-${snapshot}`, "chunks.jsonl", "in the way"), { recursive: true });

    const { code } = pullGuide();
    await runPod();

    expect(String(await code)).toMatch(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(await listPods()).toEqual([]);
  });

  test("that is not there is told with what there is", async () => {
    await publishSite();

    const { code } = pullGuide({ snapshot: "20200101T000000Z" });
    await runPod();

    expect(await code).toMatch(/no snapshot 20200101T000000Z in .*; there is 20260301T120000Z/);
    expect(await listPods()).toEqual([]);
  });
});

describe("a pull that cannot be says why", () => {
  test("a DocSite of another name", async () => {
    await publishSite();

    expect(await pullGuide({}, {}, "giude").code).toMatch(/no DocSite giude .*did you mean guide\?/);
  });

  test("a DocSite without a snapshot", async () => {
    await world.apply("guide", {});

    expect(await pullGuide().code).toMatch(/has no snapshot yet \(the operator has not seen it yet\)/);
  });

  test("a pod that no node takes", async () => {
    await publishSite();

    const { code } = pullGuide({ timeout: 1000 });
    await until("the pod", async () => (await listPods()).length === 1);
    const [name] = await listPods();
    const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are free" };
    await request("PATCH", `/api/v1/namespaces/${world.namespace}/pods/${name}/status`, {
      status: { conditions: [condition] },
    });

    expect(await code).toMatch(/did not start within 1 s: Unschedulable: 0\/3 nodes are free \(--timeout/);
    expect(await listPods()).toEqual([]);
  });

  test("an image that cannot be had", async () => {
    await publishSite();

    const { code } = pullGuide();
    await kubelet.set("reader", { phase: "Pending", waiting: "ImagePullBackOff" });

    expect(await code).toMatch(/reader pod cannot start: ImagePullBackOff/);
    expect(await listPods()).toEqual([]);
  });

  test("an image without a reader", async () => {
    await publishSite();

    const { code } = pullGuide();
    await kubelet.set("reader", { phase: "Failed", exitCode: 78 });

    expect(await code).toMatch(/exit code 78 .*--image/);
  });
});

test("the pod has the image of the crawl that published, and no label of the operator's pods", async () => {
  await publishSite();
  const running = pullGuide({ image: "mirror.example/crawler:1" });
  await until("the pod", async () => (await listPods()).length === 1);
  const [pod] = await world.list<KubeObject & { spec: { containers: { image: string }[] } }>("pod");
  running.pressCtrlC();
  await running.code;

  expect(pod?.spec.containers[0]?.image).toBe("mirror.example/crawler:1");
  expect(pod?.metadata.labels?.["app.kubernetes.io/managed-by"]).not.toBe("docsynapse");
});
