import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import { nameCrawl } from "../../crawler/nats-names.ts";
import { readProgress, requestSuspension } from "../../crawler/distributed/progress-board.ts";
import type { Nats } from "../../crawler/nats/nats.ts";
import { readLatest } from "../../crawler/snapshot/site-file.ts";
import { openStore } from "../../crawler/store/open-store.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { freePort, startNats, type NatsServer } from "../servers/nats.ts";
import { startVersitygw } from "../servers/object-stores.ts";
import { listPages } from "../site/crawl.ts";
import { html, startTestSite, type Page, type TestSite } from "../site/test-site.ts";
import { kill, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");

function manyPages(count: number): Record<string, Page> {
  const links = Array.from({ length: count }, (_, n) => `/p${n}`);
  const pages = links.map((link): [string, Page] => [link, html(`Page ${link}`, `<p>Text of ${link}.</p>`)]);
  return { "/": html("Home", "<p>All pages.</p>", links), ...Object.fromEntries(pages) };
}

describe("the roles that a crawler image runs", () => {
  let server: NatsServer;
  let nats: Nats & AsyncDisposable;
  let folder: string;
  let crawls = 0;
  const running: RoleProcess[] = [];

  beforeAll(async () => {
    server = await startNats();
    nats = await server.connect();
  }, 900_000);
  afterAll(async () => {
    await nats[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "roles-"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(kill));
    await rm(folder, { recursive: true, force: true });
  });

  const planOf = (site: TestSite, overrides: Parameters<typeof planFor>[1] = {}): Plan =>
    planFor(`${site.url}/`, { site: `test/${++crawls}`, limits: { requestTimeoutMs: 700 }, ...overrides });

  async function environmentOf(plan: Plan, extra: Record<string, string> = {}): Promise<Record<string, string>> {
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    return {
      DOCSYNAPSE_PLAN: file,
      DOCSYNAPSE_NATS_URL: server.url,
      DOCSYNAPSE_STORE: join(folder, "out"),
      DOCSYNAPSE_HEALTH_PORT: "0",
      ...extra,
    };
  }

  function start(role: string, environment: Record<string, string>): RoleProcess {
    const process = startProcess([MAIN, role], environment);
    running.push(process);
    return process;
  }

  it("crawls, publishes, exits 0, records the end and leaves its streams; started again it exits 0 at once", async () => {
    await using site = await startTestSite(manyPages(20));
    const plan = planOf(site);
    const environment = await environmentOf(plan);
    const worker = start("worker", environment);

    expect(await start("coordinator", environment).exited).toBe(0);

    expect(await listPages(join(folder, "out"))).toHaveLength(21);
    expect(await readProgress(nats, plan)).toMatchObject({ phase: "Succeeded", counts: { stored: 21 } });
    expect((await nats.jsm.streams.info(nameCrawl(plan).streams.work)).state.messages).toBe(0);
    const asked = site.visits.length;
    expect(await start("coordinator", environment).exited).toBe(0);
    expect(site.visits).toHaveLength(asked);
    expect(worker.isRunning()).toBe(true);
  });

  it("writes into object storage, and goes on there after it was killed", async () => {
    await using bucket = await startVersitygw();
    await using site = await startTestSite(manyPages(30), { latencyMs: 30 });
    const target = bucket.target("a/b");
    const extra = { ...bucket.environment, DOCSYNAPSE_STORE: JSON.stringify(target) };
    const environment = await environmentOf(planOf(site, { politeness: { maxConcurrency: 2 } }), extra);
    start("worker", environment);
    const first = start("coordinator", environment);
    await until(() => site.visits.length > 15);
    await kill(first);

    expect(await start("coordinator", environment).exited).toBe(0);

    const store = await openStore(target, bucket.access);
    const latest = await readLatest(store);
    expect(latest?.pages).toBe(31);
    expect(await store.names("work")).toEqual([]);
  }, 60_000);

  it("exits 78 where the bucket is not there", async () => {
    await using bucket = await startVersitygw();
    await using site = await startTestSite({});
    const extra = {
      ...bucket.environment,
      DOCSYNAPSE_STORE: JSON.stringify({ ...bucket.target(""), bucket: "other" }),
    };
    const process = start("coordinator", await environmentOf(planOf(site), extra));

    expect(await process.exited).toBe(78);
    expect(process.lines.join("\n")).toContain('"reason":"Store-missing"');
  });

  it("exits 69 for a crawl that failed for good, with the reason on record", async () => {
    await using site = await startTestSite({});
    const plan = planOf(site);
    const environment = await environmentOf(plan);
    start("worker", environment);

    expect(await start("coordinator", environment).exited).toBe(69);

    expect(await readProgress(nats, plan)).toMatchObject({ phase: "Failed", reason: "not-found" });
  });

  it("tells all that is wrong with its configuration at once, and exits 78", async () => {
    const plan = join(folder, "plan.json");
    await writeFile(plan, JSON.stringify({ version: 2 }));
    const environment = {
      DOCSYNAPSE_PLAN: plan,
      DOCSYNAPSE_NATS_URL: "http://secret@nats",
      DOCSYNAPSE_STORE: "ftp://somewhere",
      DOCSYNAPSE_GRACE_SECONDS: "soon",
      DOCSYNAPSE_NATS_CREDENTIALS_FILE: join(folder, "missing.creds"),
    };

    const process = start("coordinator", environment);

    expect(await process.exited).toBe(78);
    const text = process.lines.join("\n");
    expect(text).toContain("version: found 2; this DocSynapse reads plans of version 1");
    expect(text).toContain("DOCSYNAPSE_NATS_URL: must be nats://");
    expect(text).toContain("DOCSYNAPSE_STORE: no store takes it");
    expect(text).toContain("DOCSYNAPSE_GRACE_SECONDS");
    expect(text).toContain("there is no such file");
    expect(text).not.toContain("secret");
  });

  it("finishes what is under way when it is told to stop, hands the rest back, and exits 75", async () => {
    await using site = await startTestSite(manyPages(12), { latencyMs: 400 });
    const plan = planOf(site, { politeness: { maxConcurrency: 4 }, limits: { requestTimeoutMs: 8000 } });
    const environment = await environmentOf(plan);
    const coordinator = start("coordinator", environment);
    const first = start("worker", environment);
    await until(() => site.visits.length > 3);

    first.child.kill("SIGTERM");

    expect(await first.exited).toBe(75);
    start("worker", environment);
    expect(await coordinator.exited).toBe(0);
    const asked = site.visits.map(({ path }) => path).filter((path) => path.startsWith("/p"));
    expect(asked.sort()).toEqual([...new Set(asked)].sort());
    expect(site.visits.every(({ status }) => status !== 0)).toBe(true);
  }, 90_000);

  it("is interrupted with 75 as a coordinator, and the next one goes on without asking twice", async () => {
    await using site = await startTestSite(manyPages(30), { latencyMs: 50 });
    const plan = planOf(site, { politeness: { maxConcurrency: 2 }, limits: { requestTimeoutMs: 8000 } });
    const environment = await environmentOf(plan);
    start("worker", environment);
    const first = start("coordinator", environment);
    await until(() => site.visits.length > 15);

    first.child.kill("SIGTERM");

    expect(await first.exited).toBe(75);
    expect(await start("coordinator", environment).exited).toBe(0);
    const asked = site.visits.map(({ path }) => path).filter((path) => path.startsWith("/p"));
    expect(asked.sort()).toEqual([...new Set(asked)].sort());
  }, 90_000);

  it("fails a page that kills every worker that has it, and crawls all others", async () => {
    await using site = await startTestSite(manyPages(10));
    const plan = planOf(site);
    const environment = await environmentOf(plan);
    let worker = start("worker", environment);
    let deaths = 0;
    site.pages.set("/p4", () => {
      deaths += 1;
      worker.child.kill("SIGKILL");
    });
    const coordinator = start("coordinator", { ...environment, DOCSYNAPSE_LOG_LEVEL: "debug" });

    const ended = coordinator.exited;
    while (coordinator.isRunning()) {
      if (!worker.isRunning()) worker = start("worker", environment);
      await Promise.race([ended, worker.exited]);
    }

    expect(await ended).toBe(0);
    expect(await listPages(join(folder, "out"))).toHaveLength(10);
    expect(coordinator.lines.join("\n")).toContain('"reason":"worker-crashed"');
    // The first time other pages were in hand too.
    expect(deaths).toBe(4);
  }, 60_000);

  it("rests while it is asked to, and then goes on", async () => {
    await using site = await startTestSite(manyPages(40), { latencyMs: 40 });
    const plan = planOf(site, { politeness: { maxConcurrency: 1 } });
    const environment = await environmentOf(plan);
    start("worker", environment);
    const coordinator = start("coordinator", environment);
    await until(() => site.visits.length > 8);

    await requestSuspension(nats, plan, true);
    await untilAsync(async () => (await readProgress(nats, plan))?.phase === "Suspended");
    await sleep(300);
    const before = site.visits.length;
    await sleep(1000);
    expect(site.visits).toHaveLength(before);
    await requestSuspension(nats, plan, false);

    expect(await coordinator.exited).toBe(0);
    expect(await listPages(join(folder, "out"))).toHaveLength(41);
  });

  it("answers for its health, and names no page", async () => {
    await using site = await startTestSite(manyPages(3));
    const port = await freePort();
    const environment = await environmentOf(planOf(site), { DOCSYNAPSE_HEALTH_PORT: String(port) });
    start("worker", environment);
    await untilAsync(async () => (await ask(port, "/readyz"))?.status === 200);

    expect((await ask(port, "/livez"))?.status).toBe(200);
    const metrics = await (await ask(port, "/metrics"))?.text();
    expect(metrics).toContain("docsynapse_results_total");
    expect(metrics).not.toContain("/p1");
  });

  it("says what a message that nobody can read was like, keeps it aside, and goes on", async () => {
    await using site = await startTestSite(manyPages(10), { latencyMs: 20 });
    const plan = planOf(site);
    const environment = await environmentOf(plan);
    const coordinator = start("coordinator", environment);
    const { streams, subjects } = nameCrawl(plan);
    await untilAsync(async () => (await nats.jsm.streams.info(streams.results).catch(() => undefined)) !== undefined);
    await nats.js.publish(subjects.results, 'not\nmine {"password":"x"}');
    await nats.js.publish(subjects.work, '{"release":"one"}');
    start("worker", environment);

    expect(await coordinator.exited).toBe(0);

    expect(await readProgress(nats, plan)).toMatchObject({ phase: "Succeeded", rejectedMessages: 1 });
    expect(coordinator.lines.join("\n")).toContain("a message cannot be read: its header is not JSON");
    expect(coordinator.lines.join("\n")).not.toContain("password");
    expect(await listPages(join(folder, "out"))).toHaveLength(11);
  });

  describe("with a NATS that will not have it", () => {
    it.each([
      ["has no JetStream", { jetStream: false }, "start nats-server with -js"],
      ["wants a password", { args: ["--user", "a", "--pass", "b"] }, "check the credentials"],
    ])("exits 78 where NATS %s", async (_, options, message) => {
      await using other = await startNats(options);
      await using site = await startTestSite({});
      const process = start("coordinator", await environmentOf(planOf(site), { DOCSYNAPSE_NATS_URL: other.url }));

      expect(await process.exited).toBe(78);
      expect(process.lines.join("\n")).toContain(message);
    });

    it("exits 78 where a permission is denied, and names the subject", async () => {
      const file = join(folder, "nats.conf");
      await writeFile(
        file,
        `authorization { users = [{ user: w, password: w, permissions: { publish: ["none"], subscribe: [">"] } }] }`,
      );
      await using other = await startNats({ args: ["-c", file] });
      await using site = await startTestSite({});
      const extra = { DOCSYNAPSE_NATS_URL: other.url, DOCSYNAPSE_NATS_USER: "w", DOCSYNAPSE_NATS_PASSWORD: "w" };
      const process = start("worker", await environmentOf(planOf(site), extra));

      expect(await process.exited).toBe(78);
      expect(process.lines.join("\n")).toContain("NATS does not permit us to publish to $JS.API");
    });

    it("exits 78 where the server is too old", async () => {
      await using old = await startOldServer();
      await using site = await startTestSite({});
      const extra = { DOCSYNAPSE_NATS_URL: `nats://127.0.0.1:${old.port}` };
      const process = start("coordinator", await environmentOf(planOf(site), extra));

      expect(await process.exited).toBe(78);
      expect(process.lines.join("\n")).toContain("nats-server 2.9.10 is too old: DocSynapse needs 2.14 or newer");
    });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

async function untilAsync(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

async function ask(port: number, path: string): Promise<Response | undefined> {
  return await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
}

/** Greets as a server of that version; the client needs no more of it. */
async function startOldServer(): Promise<{ readonly port: number } & AsyncDisposable> {
  const port = await freePort();
  const info = {
    server_id: "old",
    version: "2.9.10",
    go: "go1",
    host: "127.0.0.1",
    port,
    max_payload: 1_048_576,
    headers: true,
    proto: 1,
  };
  const listener = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on("data", (data) => {
      if (data.toString().includes("PING")) socket.write("PONG\r\n");
    });
  });
  await new Promise<void>((done) => {
    listener.listen(port, "127.0.0.1", done);
  });
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((done) => {
        listener.close(() => done());
      });
    },
  };
}
