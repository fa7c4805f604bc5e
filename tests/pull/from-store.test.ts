import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { readFileSync } from "node:fs";
import { useCluster } from "../cluster/use-cluster.ts";
import { World } from "../operator/world.ts";
import { firstStartMs, startVersitygw, type ObjectStoreServer } from "../servers/object-stores.ts";
import { docsynapse } from "../site/cli.ts";
import { readSnapshot } from "../site/crawl.ts";
import { html, startTestSite, type TestSite } from "../site/test-site.ts";

const cluster = useCluster();

let folder: string;
let server: ObjectStoreServer;
let site: TestSite;
let world: World;
let id: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pull-store-"));
  server = await startVersitygw();
  const paths = Array.from({ length: 20 }, (_, n) => (n === 0 ? "/" : `/page ${n}.html`));
  site = await startTestSite(
    Object.fromEntries(
      paths.map((path, n) => [encodeURI(path), html(`Page ${n}`, "<p>Text.</p>", paths.map(encodeURI))]),
    ),
  );
  world = await World.create(cluster.client, "docs");
  await world.apply("guide", { output: { s3: s3() } });
  const out = `s3://docs/${world.namespace}/guide`;
  const crawled = await docsynapse(
    [...crawlArguments(out), "--store-endpoint", s3().endpoint, "--store-path-style"],
    env(),
  );
  if (crawled.code !== 0) throw new Error(crawled.stderr);
  await docsynapse(crawlArguments(join(folder, "expected")));
  id = /snapshots\/(\w+)/.exec(crawled.stderr + crawled.stdout)?.[1] ?? "";
  await setStatus({ snapshot: { id, pages: 20 } });
}, firstStartMs);
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const env = () => ({ ...server.environment, XDG_STATE_HOME: join(folder, "state"), AWS_REGION: "us-east-1" });
const s3 = () => ({ bucket: "docs", endpoint: server.target("").endpoint ?? "", forcePathStyle: true });
const crawlArguments = (out: string) => {
  return ["crawl", `${site.url}/`, "--out", out, "--allow-private-addresses", "--rate", "0", "--threads", "1"];
};

async function setStatus(status: object): Promise<void> {
  await cluster.client.request({
    method: "PATCH",
    path: `/apis/docsynapse.io/v1alpha1/namespaces/${world.namespace}/docsites/guide/status`,
    contentType: "application/merge-patch+json",
    body: { status },
  });
}

const pull = async (args: readonly string[], environment: Record<string, string> = env()) =>
  await docsynapse(["pull", ...args, "--kubeconfig", cluster.cluster.kubeconfigFile], environment);

describe("a snapshot in object storage", { timeout: 120_000 }, () => {
  test("comes with the caller's own credentials, the same as from a crawl into a directory", async () => {
    const out = join(folder, "pulled");

    const { code, stderr } = await pull(["guide", "-n", "docs", "--out", out]);

    expect([code, stderr]).toEqual([0, expect.stringContaining(`snapshot ${id} from s3://docs/docs/guide`)]);
    expect(await readSnapshot(out)).toEqual(await readSnapshot(join(folder, "expected")));
  });

  test("may be an older one, by its id, and must be there", async () => {
    const { code, stderr } = await pull(["guide", "-n", "docs", "--snapshot", "20200101T000000Z", "--out", folder]);

    expect(code).toBe(78);
    expect(stderr).toContain(`no snapshot 20200101T000000Z in s3://docs/docs/guide; there is ${id}`);
  });

  test("is refused with the store's own reason when the credentials are wrong", async () => {
    const wrong = { ...env(), AWS_SECRET_ACCESS_KEY: "wrong" };

    const { code, stderr } = await pull(["guide", "-n", "docs", "--out", join(folder, "denied")], wrong);

    expect(code).toBe(78);
    expect(stderr).toMatch(/^error: .*(credential|denied|permission)/im);
  });

  test("is taken from where the crawl wrote that published it, though the spec has changed since", async () => {
    const out = join(folder, "moved");
    await makeCrawl();
    await world.apply("guide", { output: { s3: { ...s3(), prefix: "elsewhere" } } });

    const { code, stderr } = await pull(["guide", "-n", "docs", "--out", out]);

    expect([code, stderr]).toEqual([0, expect.stringContaining("s3://docs/docs/guide")]);
    expect((await readSnapshot(out)).size).toBeGreaterThan(20);
  });
});

async function makeCrawl(): Promise<void> {
  const path = "/apis/docsynapse.io/v1alpha1/namespaces/docs/crawls";
  const plan = {
    siteGeneration: 1,
    trigger: "First",
    scheduledAt: "2026-03-01T00:00:00Z",
    host: "example.org",
    image: "docsynapse/crawler:test",
    activeDeadlineSeconds: 60,
    output: { s3: s3() },
    configuration: {},
  };
  await cluster.client.request({
    method: "POST",
    path,
    body: {
      apiVersion: "docsynapse.io/v1alpha1",
      kind: "Crawl",
      metadata: { name: "guide-1", labels: { "docsynapse.io/site": "guide" } },
      spec: { siteRef: { name: "guide" }, plan },
    },
  });
  await cluster.client.request({
    method: "PATCH",
    path: `${path}/guide-1/status`,
    contentType: "application/merge-patch+json",
    body: { status: { phase: "Succeeded", snapshot: { id } } },
  });
}

describe("the cluster", { timeout: 120_000 }, () => {
  test("is that of the kubeconfig, and says what is wrong with it", async () => {
    expect((await pull(["guide", "--context", "none"])).stderr).toContain("no such context; it has test");
    const missing = await docsynapse(["pull", "guide", "--kubeconfig", join(folder, "nothing")]);
    expect([missing.code, missing.stderr]).toEqual([78, expect.stringContaining("cannot be read")]);
    const empty = await docsynapse(["pull", "guide"], { KUBECONFIG: await writeConfig("empty", { contexts: [] }) });
    expect([empty.code, empty.stderr]).toEqual([78, expect.stringMatching(/--context|does not answer/)]);
  });

  test("refuses whoever may not read DocSites, in its own words", async () => {
    const config = parse(readFileSync(cluster.cluster.kubeconfigFile, "utf8")) as { users: { user: object }[] };
    const token = await createToken();
    const file = await writeConfig("stranger", { ...config, users: [{ name: "admin", user: { token } }] });

    const { code, stderr } = await docsynapse(["pull", "guide", "-n", "docs", "--kubeconfig", file]);

    expect(code).toBe(78);
    expect(stderr).toMatch(/no permission to read DocSite docs\/guide: .*cannot get resource "docsites"/);
  });

  test("that is away is told so", async () => {
    const config = parse(readFileSync(cluster.cluster.kubeconfigFile, "utf8")) as object;
    const clusters = [{ name: "test", cluster: { server: "https://127.0.0.1:1" } }];
    const file = await writeConfig("away", { ...config, clusters });

    const { code, stderr } = await docsynapse(["pull", "guide", "--kubeconfig", file]);

    expect([code, stderr]).toEqual([78, expect.stringContaining("the API server does not answer")]);
  });
});

async function writeConfig(name: string, config: object): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, stringify({ apiVersion: "v1", kind: "Config", ...config }));
  return file;
}

/** Of an account without any rights. */
async function createToken(): Promise<string> {
  const path = "/api/v1/namespaces/docs/serviceaccounts";
  await cluster.client.request({ method: "POST", path, body: { metadata: { name: "stranger" } } });
  const answer = await cluster.client.request<{ status: { token: string } }>({
    method: "POST",
    path: `${path}/stranger/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  });
  return answer.status.token;
}
