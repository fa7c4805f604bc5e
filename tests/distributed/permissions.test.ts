import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { connect, errors } from "@nats-io/transport-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import {
  controlPermissions,
  nameCrawl,
  permissionsFor,
  type CrawlNames,
  type CrawlRole,
} from "../../crawler/nats-names.ts";
import { openJetStream } from "../../crawler/nats/nats.ts";
import { provideStreams } from "../../crawler/nats/provided-streams.ts";
import { browser } from "../../crawler/render/testing-browser.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { listPages } from "../site/crawl.ts";
import { html, sends, startTestSite, type TestSite } from "../site/test-site.ts";
import { kill, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");

/** As the operator does it, with what its own login allows. */
async function provide(server: NatsServer, plan: Plan): Promise<void> {
  const servers = `127.0.0.1:${server.port}`;
  const connection = await connect({ servers, user: "operator", pass: "p", inboxPrefix: "_INBOX_operator" });
  await provideStreams(await openJetStream(connection, "_INBOX_operator"), plan);
  await connection.close();
}

const inboxOf = (role: CrawlRole): string => `_INBOX_${role}`;

describe.each([
  ["make their own streams", false],
  ["are given their streams", true],
])("the permissions that the contract gives the roles of crawls that %s", (_, areStreamsProvided) => {
  let folder: string;
  let site: TestSite;
  let server: NatsServer;
  let plan: Plan;
  let names: CrawlNames;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "permissions-"));
    site = await startTestSite({
      "/": html("Home", '<p>Text.</p><img src="/large.png" alt="large">', ["/a", "/app"]),
      "/a": html("A", "<p>More text.</p>"),
      "/app": '<!doctype html><div id="root"></div><script src="/app.js"></script>',
      "/app.js": sends(
        "document.querySelector('#root').innerHTML = '<h1>App</h1><p>Shown by a script alone.</p>'",
        "text/javascript",
      ),
      "/large.png": sends(Buffer.alloc(2_000_000, 1), "image/png"),
    });
    const streams = areStreamsProvided ? { streams: { areProvided: true } } : {};
    plan = planFor(`${site.url}/`, { site: "test/permissions", rendering: { mode: "Auto" }, ...streams });
    names = nameCrawl(plan);
    const users = (["coordinator", "worker"] as const).map((user) => ({
      user,
      password: "p",
      permissions: permissionsFor(user, names, { inboxPrefix: inboxOf(user), areStreamsProvided }),
    }));
    const operator = { user: "operator", password: "p", permissions: controlPermissions("_INBOX_operator") };
    const config = join(folder, "nats.conf");
    await writeFile(config, JSON.stringify({ authorization: { users: [...users, operator] } }));
    server = await startNats({ args: ["-c", config] });
    if (areStreamsProvided) await provide(server, plan);
  }, 900_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(role: CrawlRole): Promise<RoleProcess> {
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    return startProcess([MAIN, role], {
      DOCSYNAPSE_PLAN: file,
      DOCSYNAPSE_NATS_URL: server.url,
      DOCSYNAPSE_NATS_USER: role,
      DOCSYNAPSE_NATS_PASSWORD: "p",
      DOCSYNAPSE_NATS_INBOX_PREFIX: inboxOf(role),
      DOCSYNAPSE_STORE: join(folder, "out"),
      DOCSYNAPSE_HEALTH_PORT: "0",
    });
  }

  it.skipIf(browser === undefined)(
    "are enough for a crawl with a large picture and a page for a browser",
    async () => {
      const worker = await start("worker");
      const coordinator = await start("coordinator");

      const code = await Promise.race([coordinator.exited, worker.exited]);

      await Promise.all([worker, coordinator].map(kill));
      expect({ code, said: code === 0 ? [] : [...coordinator.lines, ...worker.lines] }).toEqual({ code: 0, said: [] });
      expect(await listPages(join(folder, "out"))).toEqual(["a.md", "app.md", "index.md"]);
    },
    180_000,
  );

  it("let a worker read no journal and delete nothing", async () => {
    const { streams } = names;
    const connection = await connect({
      servers: `127.0.0.1:${server.port}`,
      user: "worker",
      pass: "p",
      inboxPrefix: inboxOf("worker"),
    });
    const forbidden = [
      `$JS.API.STREAM.MSG.GET.${streams.journal}`,
      `$JS.API.STREAM.DELETE.${streams.work}`,
      `$JS.API.STREAM.PURGE.${streams.work}`,
      `$JS.API.CONSUMER.CREATE.${streams.results}`,
      names.subjects.work,
      names.subjects.journal,
    ];

    const answered: string[] = [];
    for (const subject of forbidden) {
      const answer = await connection.request(subject, "{}", { timeout: 1000 }).catch((error: unknown) => error);
      if (!(answer instanceof errors.RequestError)) answered.push(subject);
    }
    await connection.close();

    expect(answered).toEqual([]);
  });
});
