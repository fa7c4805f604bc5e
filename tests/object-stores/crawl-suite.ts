import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StoreTarget } from "../../crawler/contract.ts";
import { openStore } from "../../crawler/store/open-store.ts";
import type { Store } from "../../crawler/store/store.ts";
import type { ObjectStoreServer } from "../servers/object-stores.ts";
import { startHttpProxy, type HttpProxy } from "../servers/http-proxy.ts";
import { docsynapse, type CliRun } from "../site/cli.ts";
import { readSnapshot } from "../site/crawl.ts";
import { html, sends, startTestSite, type Page, type TestSite } from "../site/test-site.ts";

const CLI = resolve(import.meta.dirname, "../../cli/docsynapse.js");
const PAGES = 24;
const KILLS = 4;

function pages(): Record<string, Page> {
  const all: Record<string, Page> = { "/logo.png": sends(Buffer.alloc(3000, 7), "image/png") };
  for (let n = 0; n < PAGES; n++) {
    const links = [(n * 7 + 1) % PAGES, (n * 3 + 2) % PAGES].map((to) => (to === 0 ? "/" : `/über/p ${to}.html`));
    const text = `<p>Page ${n} is about ${"something ".repeat(n)}.</p><img src="/logo.png" alt="logo">`;
    all[n === 0 ? "/" : encodeURI(`/über/p ${n}.html`)] = html(`Page ${n}`, text, links.map(encodeURI));
  }
  return all;
}

/** Whole crawls into one kind of object storage; `getServer` is asked once its hooks have run. */
export function testCrawls(getServer: () => ObjectStoreServer, options: { readonly bearsThrottling: boolean }): void {
  let folder: string;
  let server: ObjectStoreServer;
  let proxy: HttpProxy;
  let site: TestSite;
  let expected: Map<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "object-store-"));
    server = getServer();
    proxy = await startHttpProxy(Number(new URL(server.target("").endpoint ?? "").port));
    site = await startTestSite(pages(), { validators: true, latencyMs: 2 });
    await crawlTo(join(folder, "calm"));
    expected = await readSnapshot(join(folder, "calm"));
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = () => ({ ...server.environment, XDG_STATE_HOME: join(folder, "state") });

  const crawlArguments = (out: string, ...flags: readonly string[]) => {
    const common = ["--allow-private-addresses", "--rate", "0", "--threads", "1", "--quiet"];
    return ["crawl", `${site.url}/`, "--out", out, ...common, ...flags];
  };

  const crawlTo = (out: string, ...flags: readonly string[]): Promise<CliRun> =>
    docsynapse(crawlArguments(out, ...flags), environment());

  /** As `--out` and its options say it, through the proxy. */
  function asFlags(prefix: string): [string, ...string[]] {
    const target = server.target(prefix);
    const endpoint = (target.endpoint ?? "").replace(/:\d+/, `:${proxy.port}`);
    const flags = ["--store-endpoint", endpoint, ...(target.type === "s3" ? ["--store-path-style"] : [])];
    return [outOf(target), ...flags];
  }

  const openAt = (prefix: string): Promise<Store> => openStore(server.target(prefix), server.access);

  it("gives the same objects as one into a directory", async () => {
    const { code, stderr } = await crawlTo(...asFlags("same"));

    expect([code, stderr]).toEqual([0, ""]);
    expect(await readStored(await openAt("same"))).toEqual(expected);
  });

  it("copies on the server what did not change, and ends as a full one does", async () => {
    await using changing = await startTestSite(pages(), { validators: true });
    const crawlChanging = (out: string, ...flags: readonly string[]) =>
      docsynapse(crawlArguments(out, ...flags).with(1, `${changing.url}/`), environment());
    await crawlChanging(...asFlags("changing"));
    changing.pages.set(encodeURI("/über/p 3.html"), html("Page 3", "<p>It is another page now.</p>", ["/"]));
    proxy.seen.length = 0;

    const { code } = await crawlChanging(...asFlags("changing"));
    const uploaded = proxy.seen.filter(isUploadOfPage);
    const copied = proxy.seen.filter(isCopy);
    await crawlChanging(join(folder, "changed"));

    expect(code).toBe(0);
    const stored = await readStored(await openAt("changing"));
    const pageCount = [...stored.keys()].filter((name) => name.startsWith("pages/")).length;
    expect(stored).toEqual(await readSnapshot(join(folder, "changed")));
    expect(uploaded).toHaveLength(1);
    expect(copied.length).toBeGreaterThanOrEqual(pageCount - 1);
  });

  it("goes on where it was killed, and ends with the same objects", async () => {
    let killed = 0;
    for (let attempt = 0; killed < KILLS; attempt++) {
      expect(attempt, "kills that hit nothing").toBeLessThan(KILLS * 4);
      const [out, ...flags] = asFlags(`killed-${attempt}`);
      const inPublishing = attempt % 2 === 0;
      if (!(await killAt(crawlArguments(out, ...flags), environment(), inPublishing))) continue;

      const { code, stderr } = await crawlTo(out, ...flags);

      expect([code, stderr]).toEqual([0, ""]);
      expect(await readStored(await openAt(`killed-${attempt}`))).toEqual(expected);
      killed += 1;
    }
  }, 240_000);

  /** At a request after the first page: to the site, or a write of a page into the store. */
  async function killAt(args: readonly string[], env: Record<string, string>, inPublishing: boolean): Promise<boolean> {
    const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env }, stdio: "ignore" });
    const exited = once(child, "exit");
    const wanted = 1 + Math.floor(Math.random() * (PAGES - 4));
    const before = inPublishing ? proxy.seen.length : site.visits.length;
    const uploads = () => proxy.seen.slice(before).filter(isUploadOfPage).length;
    const reached = () => (inPublishing ? uploads() : site.visits.length - before) >= wanted;
    while (child.exitCode === null && !reached()) await sleep(2);
    child.kill("SIGKILL");
    const [code] = (await exited) as [number | null];
    return code === null;
  }

  it("keeps as many snapshots as it is told to, and the one that is published", async () => {
    for (let run = 0; run < 3; run++) await crawlTo(...asFlags("kept"), "--keep-snapshots", "2");

    const store = await openAt("kept");
    const names = await store.names("snapshots");
    const latest = JSON.parse(Buffer.from((await store.read("latest.json")) ?? []).toString()) as { snapshot: string };
    expect(names).toHaveLength(2);
    expect(names.at(-1)).toBe(latest.snapshot);
    expect(await readStored(store)).toEqual(expected);
  });

  it("bears answers that fail now and then, and broken connections", async () => {
    let number = 0;
    const faults = [{ status: 503 }, "reset", "break off"] as const;
    proxy.intervene = ({ method }) => {
      const fault = faults[++number % 11];
      return fault === "break off" && method !== "GET" ? undefined : fault;
    };
    const { code, stderr } = await crawlTo(...asFlags("faults"));
    proxy.intervene = () => undefined;

    expect([code, stderr]).toEqual([0, ""]);
    expect(await readStored(await openAt("faults"))).toEqual(expected);
  });

  it("says that the bucket is not there, before it asks the site for anything", async () => {
    const before = site.visits.length;
    const [out, ...flags] = asFlags("p");

    const { code, stderr } = await crawlTo(out.replace("docs/p", "nowhere/p"), ...flags);

    expect(code).toBe(78);
    expect(stderr).toMatch(/nowhere: there is no such (bucket|container)/);
    expect(site.visits).toHaveLength(before);
  });

  it("says that access was refused, and what to check", async () => {
    proxy.intervene = () => ({ status: 403 });
    const { code, stderr } = await crawlTo(...asFlags("refused"));
    proxy.intervene = () => undefined;

    expect(code).toBe(78);
    expect(stderr).toMatch(/docs: access was refused: check the credentials/);
  });

  const faults = [
    ["has no room", { status: 507 }, /no room or its quota/],
    ["loses its permission", { status: 403 }, /access was refused/],
    ["throttles", { status: 429 }, /asks to slow down/],
  ] as const;

  it.each(options.bearsThrottling ? faults : faults.slice(0, 2))(
    "that %s while it publishes keeps the last snapshot, and later ends well",
    async (trouble, fault, message) => {
      const prefix = `fault-${trouble.replaceAll(" ", "-")}`;
      await crawlTo(...asFlags(prefix));
      const latest = await (await openAt(prefix)).read("latest.json");
      proxy.intervene = (request) => (isUploadOfPage(request) || isCopy(request) ? fault : undefined);

      const { code, stderr } = await crawlTo(...asFlags(prefix), "--full");
      proxy.intervene = () => undefined;
      const untouched = await (await openAt(prefix)).read("latest.json");
      const again = await crawlTo(...asFlags(prefix), "--full");

      expect(stderr).toMatch(message);
      expect(code).toBe(fault.status === 403 ? 78 : 75);
      expect(untouched).toEqual(latest);
      expect([again.code, again.stderr]).toEqual([0, ""]);
      expect(await readStored(await openAt(prefix))).toEqual(expected);
    },
    240_000,
  );

  it("goes where a resource says, with the Secret of its file", async () => {
    const file = join(folder, "docsite.yaml");
    await writeFile(file, resourceFor(server, `${site.url}/`));

    const run = await docsynapse(["run", file, "--threads", "1", "--quiet"], { XDG_STATE_HOME: join(folder, "state") });

    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(await readStored(await openAt("docs/guide"))).toEqual(expected);
  });

  it("does not publish over another crawl's snapshot that came meanwhile", async () => {
    const store = await openAt("raced");
    await crawlTo(...asFlags("raced"));
    const other = await openAt("raced");
    let raced = false;
    proxy.intervene = (request) => {
      if (isUploadOfPage(request) || isCopy(request)) raced ||= publishOther(other);
      return undefined;
    };

    const { code, stderr } = await crawlTo(...asFlags("raced"), "--full");
    proxy.intervene = () => undefined;

    expect(code).toBe(69);
    expect(stderr).toContain("was written to by another crawl, which published 20990101T000000Z");
    expect(Buffer.from((await store.read("latest.json")) ?? []).toString()).toContain("20990101T000000Z");
    expect(await store.names("snapshots")).toHaveLength(1);
  });
}

const named = (name: string) => ({ metadata: { name, namespace: "docs" } });

function resourceFor(server: ObjectStoreServer, url: string): string {
  const { type, prefix: _, ...rest } = server.target("");
  const secrets = { ...server.access.s3, ...server.access.azure };
  const secretRef = Object.keys(secrets).length === 0 ? {} : { secretRef: { name: "keys" } };
  const docSite = {
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    ...named("guide"),
    spec: { url, network: { allowPrivateAddresses: true }, output: { [type]: { ...rest, ...secretRef } } },
  };
  const secret = { apiVersion: "v1", kind: "Secret", ...named("keys"), stringData: { unused: "x", ...secrets } };
  return `${JSON.stringify(docSite)}\n---\n${JSON.stringify(secret)}\n`;
}

/** As a crawl on another machine would. */
function publishOther(store: Store): true {
  const latest = { format: 1, snapshot: "20990101T000000Z", publishedAt: "2099-01-01T00:00:00Z", pages: 1 };
  void store.write("latest.json", JSON.stringify(latest));
  return true;
}

function outOf(target: Exclude<StoreTarget, { type: "volume" }>): string {
  switch (target.type) {
    case "s3":
      return `s3://${target.bucket}/${target.prefix}`;
    case "gcs":
      return `gs://${target.bucket}/${target.prefix}`;
    case "azure":
      return `az://${target.account}/${target.container}/${target.prefix}`;
    default:
      return target satisfies never;
  }
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

const isCopy = ({ path, headers }: Request): boolean =>
  "x-amz-copy-source" in headers || "x-ms-copy-source" in headers || /\/(rewriteTo|copyTo)\//.test(path);

/** Google's uploads name the object in a parameter. */
const isUploadOfPage = (request: Request): boolean =>
  /^(PUT|POST)$/.test(request.method) && !isCopy(request) && /pages(\/|%2F).*\.md/i.test(request.path);

/** As `readSnapshot` gives a directory's. */
async function readStored(store: Store): Promise<Map<string, string>> {
  const latest = JSON.parse(Buffer.from((await store.read("latest.json")) ?? []).toString()) as { snapshot: string };
  const root = `snapshots/${latest.snapshot}/`;
  const files = new Map<string, string>();
  for await (const path of store.list(root.slice(0, -1))) {
    const name = path.slice(root.length);
    if (/^(site\.json|report\.(json|html)|changes\.json)$/.test(name)) continue;
    files.set(name, Buffer.from((await store.read(path)) ?? []).toString("base64"));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
