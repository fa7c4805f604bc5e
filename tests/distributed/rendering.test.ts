import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import { browser } from "../../crawler/render/testing-browser.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { startClientRenderedSite } from "../site/client-rendered-site.ts";
import { crawl, listPages, readReport, readSnapshot } from "../site/crawl.ts";
import { startDocsifySite } from "../site/docsify-site.ts";
import { mostPerSecond, startHeartbeat } from "../site/most-per-second.ts";
import { startRedocSite } from "../site/redoc-site.ts";
import { html, sends, startTestSite, type TestSite } from "../site/test-site.ts";
import { kill, prepareCrawl, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");

describe.skipIf(browser === undefined)("pages that need a browser, over several processes", () => {
  let server: NatsServer;
  let folder: string;
  let crawls = 0;
  const running: RoleProcess[] = [];

  beforeAll(async () => {
    server = await startNats();
  }, 900_000);
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "rendering-"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(kill));
    await rm(folder, { recursive: true, force: true });
  });

  const planOf = (site: TestSite, overrides: Parameters<typeof planFor>[1] = {}): Plan =>
    planFor(`${site.url}/docs/`, { site: `rendering/${++crawls}`, rendering: { mode: "Auto" }, ...overrides });

  async function start(role: "coordinator" | "worker", plan: Plan, extra: Record<string, string> = {}) {
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    const process = startProcess([MAIN, role], {
      DOCSYNAPSE_PLAN: file,
      DOCSYNAPSE_NATS_URL: server.url,
      DOCSYNAPSE_STORE: join(folder, "out"),
      DOCSYNAPSE_HEALTH_PORT: "0",
      DOCSYNAPSE_CHROMIUM: browser ?? "none",
      ...extra,
    });
    running.push(process);
    return process;
  }

  /** Variables of a machine that has no browser. */
  const without = (): Record<string, string> => ({ DOCSYNAPSE_CHROMIUM: "", PATH: "/nowhere", HOME: folder });

  async function crawlLocally(plan: Plan): Promise<Map<string, string>> {
    const out = join(folder, "local");
    await crawl(plan, out, { browser: { executable: browser ?? "none", sandbox: true } });
    return await readSnapshot(out);
  }

  it.each([
    ["an application's", () => startClientRenderedSite()],
    ["Docsify's", () => startDocsifySite()],
    ["Redoc's", () => startRedocSite()],
  ])(
    "come out as in one process: %s",
    async (_, startSite) => {
      await using site = await startSite();
      const plan = planOf(site);
      const workers = [await start("worker", plan), await start("worker", plan)];

      const coordinator = await start("coordinator", plan);
      const code = await coordinator.exited;

      expect({ code, said: code === 0 ? [] : [...coordinator.lines, ...(workers[0]?.lines ?? [])] }).toEqual({
        code: 0,
        said: [],
      });
      const snapshot = await readSnapshot(join(folder, "out"));
      expect(snapshot.size).toBeGreaterThan(1);
      expect(snapshot).toEqual(await crawlLocally(plan));
    },
    120_000,
  );

  it("are rendered by the command's workers too", async () => {
    await using site = await startClientRenderedSite();
    const commands = await prepareCrawl(folder, planOf(site), { coordinator: server.url, worker: server.url });
    running.push(commands.worker());
    const coordinator = commands.coordinator();
    running.push(coordinator);

    expect(await coordinator.exited).toBe(0);

    expect(await listPages(commands.out)).toHaveLength(4);
  }, 120_000);

  it("never bring the site more than its rate and its concurrency, however many workers render", async () => {
    await using site = await startClientRenderedSite({ latencyMs: 20 });
    const plan = planOf(site, { politeness: { requestsPerSecond: 4, maxConcurrency: 2 } });
    using heartbeat = startHeartbeat();
    for (let n = 0; n < 3; n++) await start("worker", plan);

    expect(await (await start("coordinator", plan)).exited).toBe(0);

    expect(await listPages(join(folder, "out"))).toHaveLength(4);
    expect(mostPerSecond(site, heartbeat)).toBeLessThanOrEqual(4);
    expect(site.peak()).toBeLessThanOrEqual(2);
  }, 120_000);

  it("never bring the site more than its concurrency where they are rendered side by side", async () => {
    await using site = await startClientRenderedSite({ latencyMs: 700 });
    const plan = planOf(site, { rendering: { mode: "Always" }, politeness: { maxConcurrency: 2 } });
    for (let n = 0; n < 3; n++) await start("worker", plan);

    expect(await (await start("coordinator", plan)).exited).toBe(0);

    expect(await listPages(join(folder, "out"))).toHaveLength(4);
    expect(site.peak()).toBe(2);
  }, 120_000);

  it("are rendered by another worker when theirs is killed over them, and come out the same", async () => {
    await using site = await startClientRenderedSite();
    const plan = planOf(site, { limits: { requestTimeoutMs: 1500 } });
    const first = await start("worker", plan);
    const data = site.pages.get("/api/docs/usage");
    let deaths = 0;
    site.pages.set("/api/docs/usage", (request, response) => {
      deaths += 1;
      if (deaths === 1) first.child.kill("SIGKILL");
      else if (typeof data === "function") data(request, response);
    });
    const coordinator = await start("coordinator", plan);
    await first.exited;
    await start("worker", plan);

    expect(await coordinator.exited).toBe(0);

    expect(deaths).toBe(2);
    expect(await readSnapshot(join(folder, "out"))).toEqual(await crawlLocally(plan));
  }, 120_000);

  it("fail with that reason when they kill three workers that have nothing else in hand", async () => {
    await using site = await startClientRenderedSite();
    const plan = planOf(site, { limits: { requestTimeoutMs: 1500 } });
    let worker = await start("worker", plan);
    let deaths = 0;
    site.pages.set("/api/docs/deep/end", () => {
      deaths += 1;
      worker.child.kill("SIGKILL");
    });
    const coordinator = await start("coordinator", plan, { DOCSYNAPSE_LOG_LEVEL: "debug" });

    const ended = coordinator.exited;
    while (coordinator.isRunning()) {
      if (!worker.isRunning()) worker = await start("worker", plan);
      await Promise.race([ended, worker.exited]);
    }

    expect(await ended).toBe(0);
    expect(deaths).toBeGreaterThanOrEqual(3);
    expect(await listPages(join(folder, "out"))).toHaveLength(3);
    expect((await readReport(join(folder, "out"))).failed).toMatchObject([
      { reason: "worker-crashed", total: 1, first: [{ url: `${site.url}/docs/deep/end` }] },
    ]);
  }, 120_000);

  describe("with workers that have no browser", () => {
    it("go to the one that has, whoever read their HTML", async () => {
      await using site = await startClientRenderedSite();
      const plan = planOf(site);
      for (let n = 0; n < 2; n++) await start("worker", plan, without());
      await start("worker", plan);

      expect(await (await start("coordinator", plan)).exited).toBe(0);

      expect(await readSnapshot(join(folder, "out"))).toEqual(await crawlLocally(plan));
    }, 120_000);

    it("are skipped with the reason and the remedy, and all others stored", async () => {
      await using site = await startTestSite({
        "/docs/": html("Home", "<p>All the text is here.</p>", ["/docs/app"]),
        "/docs/app": '<!doctype html><div id="root"></div><script src="/app.js"></script>',
        "/app.js": sends("document.querySelector('#root').textContent = 'x'", "text/javascript"),
      });
      const plan = planOf(site);
      const worker = await start("worker", plan, without());

      expect(await (await start("coordinator", plan)).exited).toBe(0);

      expect(worker.lines.join("\n")).toContain("this worker has no browser");
      expect((await readReport(join(folder, "out"))).skipped).toMatchObject([
        {
          reason: "needs-javascript",
          first: [
            { url: `${site.url}/docs/app`, detail: expect.stringContaining("no worker of this crawl has a browser") },
          ],
        },
      ]);
    }, 120_000);

    it("fail where all pages are to be rendered, and the crawl says why", async () => {
      await using site = await startTestSite({ "/docs/": html("Home", "<p>All the text is here.</p>") });
      const plan = planOf(site, { rendering: { mode: "Always" } });
      await start("worker", plan, without());
      const coordinator = await start("coordinator", plan);

      expect(await coordinator.exited).toBe(69);

      expect(coordinator.lines.join("\n")).toContain("no worker of this crawl has a browser");
    }, 120_000);
  });

  it("start no browser where there are none of them", async () => {
    await using site = await startTestSite({
      "/docs/": `${html("Home", "<p>All the text is here.</p>", ["/docs/a"])}<script src="/x.js"></script>`,
      "/docs/a": html("A", "<p>Here too.</p>"),
    });
    const plan = planOf(site);
    const executable = join(folder, "chromium");
    await writeFile(executable, `#!/bin/sh\ntouch ${folder}/started\nexit 1\n`, { mode: 0o755 });
    await start("worker", plan, { DOCSYNAPSE_CHROMIUM: executable });

    expect(await (await start("coordinator", plan)).exited).toBe(0);

    expect(await listPages(join(folder, "out"))).toHaveLength(2);
    await expect(access(join(folder, "started"))).rejects.toThrow("ENOENT");
  }, 120_000);

  it("leave no browser behind when their worker is killed", async () => {
    await using site = await startClientRenderedSite();
    const plan = planOf(site);
    const worker = await start("worker", plan, { TMPDIR: folder });
    site.pages.set("/api/docs/", () => undefined);
    await start("coordinator", plan);
    const browsers = async (): Promise<string> =>
      (await readFile(`/proc/${worker.child.pid}/task/${worker.child.pid}/children`, "utf8")).trim();
    while ((await browsers()) === "") await sleep(20);
    const [pid = ""] = (await browsers()).split(" ");

    await kill(worker);

    for (let left = 100; left > 0 && (await exists(`/proc/${pid}`)); left--) await sleep(100);
    expect(await exists(`/proc/${pid}`)).toBe(false);
  }, 120_000);
});

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
