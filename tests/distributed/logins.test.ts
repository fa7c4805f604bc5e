import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { connect, credsAuthenticator, errors, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import { inboxPrefixFor, nameCrawl, permissionsFor, type CrawlRole } from "../../crawler/nats-names.ts";
import { openJetStream } from "../../crawler/nats/nats.ts";
import { awaitStreams, provideStreams } from "../../crawler/nats/provided-streams.ts";
import { ensureStreams } from "../../crawler/nats/streams.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import type { CrawlPlan } from "../../operator/crawl.ts";
import { CrawlBus } from "../../operator/crawls/crawl-bus.ts";
import { connectControl } from "../../operator/nats/connect-control.ts";
import { LoginSigner } from "../../operator/nats/login-signer.ts";
import { makeKeys, rotateSigningKey, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { listPages } from "../site/crawl.ts";
import { html, startTestSite } from "../site/test-site.ts";
import { kill, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");
const roles = ["coordinator", "worker"] as const;
const HOUR_MS = 3_600_000;

let folder: string;
let keys: NatsKeys;
let server: NatsServer;
const processes: RoleProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "logins-"));
  keys = await makeKeys();
  await writeFile(join(folder, "accounts.conf"), keys["accounts.conf"]);
  const config = join(folder, "nats.conf");
  await writeFile(config, "include ./accounts.conf\n");
  server = await startNats({ args: ["-c", config] });
}, 900_000);
afterEach(async () => {
  await Promise.all(processes.splice(0).map(kill));
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const signerOf = (from: NatsKeys): LoginSigner => new LoginSigner(from["signing.nk"], from["account.pub"]);

const sign = (plan: Plan, role: CrawlRole, lifetimeMs: number, signer = signerOf(keys)): Promise<string> =>
  signer.sign({
    name: role,
    permissions: permissionsFor(role, nameCrawl(plan), { areStreamsProvided: plan.streams?.areProvided === true }),
    expiresAt: new Date(Date.now() + lifetimeMs),
  });

const fileOf = (role: CrawlRole): string => join(folder, `${role}.creds`);

/** As a node does it: the whole file at once. */
async function renew(plan: Plan, lifetimeMs: number, signer?: LoginSigner): Promise<void> {
  for (const role of roles) {
    await writeFile(`${fileOf(role)}.new`, await sign(plan, role, lifetimeMs, signer));
    await rename(`${fileOf(role)}.new`, fileOf(role));
  }
}

async function start(role: CrawlRole, plan: Plan): Promise<RoleProcess> {
  const file = join(folder, "plan.json");
  await writeFile(file, JSON.stringify(plan));
  const started = startProcess([MAIN, role], {
    DOCSYNAPSE_PLAN: file,
    DOCSYNAPSE_NATS_URL: server.url,
    DOCSYNAPSE_NATS_CREDENTIALS_FILE: fileOf(role),
    DOCSYNAPSE_NATS_INBOX_PREFIX: inboxPrefixFor(role, nameCrawl(plan)),
    DOCSYNAPSE_STORE: join(folder, "out"),
    DOCSYNAPSE_HEALTH_PORT: "0",
  });
  processes.push(started);
  return started;
}

async function connectAs(role: CrawlRole, plan: Plan): Promise<NatsConnection> {
  return await connect({
    servers: `127.0.0.1:${server.port}`,
    authenticator: credsAuthenticator(Buffer.from(await sign(plan, role, HOUR_MS))),
    inboxPrefix: inboxPrefixFor(role, nameCrawl(plan)),
  });
}

const planOf = (url: string, site = "docs/guide"): Plan =>
  planFor(url, { site, limits: { requestTimeoutMs: 2000 }, politeness: { requestsPerSecond: 4, maxConcurrency: 4 } });

const provided = (plan: Plan): Plan => ({ ...plan, streams: { areProvided: true } });

type Lose = (jsm: JetStreamManager, plan: Plan) => Promise<unknown>;

const losses: readonly (readonly [string, Lose])[] = [
  ["its results", (jsm, plan) => jsm.streams.delete(nameCrawl(plan).streams.results)],
  ["its journal", (jsm, plan) => jsm.streams.delete(nameCrawl(plan).streams.journal)],
  ["the end of its journal", (jsm, plan) => jsm.streams.purge(nameCrawl(plan).streams.journal, { keep: 0 })],
  [
    "everything",
    async (jsm) => {
      for (const { config } of await jsm.streams.list().next()) await jsm.streams.delete(config.name);
    },
  ],
];

const said = (roleProcesses: readonly RoleProcess[]): string => roleProcesses.flatMap(({ lines }) => lines).join("\n");

describe("a crawl whose logins the operator signs", () => {
  it("goes through many renewals without a page being lost", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `p${index}`);
    const leaves = names.map((name): [string, string] => [`/${name}`, html(name, `<p>Text of ${name}.</p>`)]);
    await using site = await startTestSite({
      "/": html(
        "Home",
        "<p>Text.</p>",
        names.map((name) => `/${name}`),
      ),
      ...Object.fromEntries(leaves),
    });
    const plan = planOf(`${site.url}/`);
    await renew(plan, 5000);
    const crawling = [await start("coordinator", plan), await start("worker", plan), await start("worker", plan)];
    const ended = Promise.race(crawling.map(({ exited }) => exited));
    const stop = new AbortController();
    const renewing = (async () => {
      while (!stop.signal.aborted) {
        await renew(plan, 5000);
        await sleep(2000, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    })();

    const code = await ended;
    stop.abort();
    await renewing;

    expect({ code, said: code === 0 ? "" : said(crawling) }).toEqual({ code: 0, said: "" });
    expect(await listPages(join(folder, "out"))).toHaveLength(61);
    for (const { lines } of crawling) {
      const again = lines.filter((line) => line.includes("connected to NATS again"));
      expect(again.length, lines.join("\n")).toBeGreaterThan(0);
    }
  }, 240_000);

  it("rests while its logins have expired, and goes on when they are renewed", async () => {
    await using site = await startTestSite({ "/": html("Home", "<p>Text.</p>") });
    const plan = planOf(`${site.url}/`);
    await renew(plan, -60_000);
    const coordinator = await start("coordinator", plan);
    await start("worker", plan);

    await untilSo(() =>
      processes.every(({ lines }) => lines.join("\n").includes("have expired; waiting for new ones")),
    );
    expect(coordinator.isRunning()).toBe(true);
    await renew(plan, HOUR_MS);

    const code = await coordinator.exited;
    expect({ code, said: code === 0 ? "" : said(processes) }).toEqual({ code: 0, said: "" });
  }, 120_000);

  it("is told what is wrong with a login that has not expired", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    await renew(plan, HOUR_MS, signerOf(await makeKeys()));

    const coordinator = await start("coordinator", plan);

    expect(await coordinator.exited).toBe(78);
    expect(coordinator.lines.join("\n")).toContain("are refused; check the credentials");
  }, 120_000);
});

describe("a coordinator's login where the operator makes the streams", () => {
  it("makes no stream, whatever it would source or mirror, no consumer that is not for reading, and learns no other's name", async () => {
    const [own, other] = [
      provided(planOf("http://127.0.0.1:9/")),
      provided(planOf("http://127.0.0.1:9/", "docs/other")),
    ];
    const administrator = await connectAsAnybody();
    const nats = { jsm: await jetstreamManager(administrator), js: jetstream(administrator) };
    for (const plan of [own, other]) await provideStreams(nats, plan);
    const [mine, theirs] = [nameCrawl(own), nameCrawl(other)];
    const connection = await connectAs("coordinator", own);
    const object = `OBJ_${mine.bodies}`;
    const streams = [...Object.values(mine.streams), object, "KV_docsynapse-progress", "fresh"];
    const takings = [{ sources: [{ name: theirs.streams.journal }] }, { mirror: { name: theirs.streams.results } }];
    const requests = streams.flatMap((name) => [
      ...["CREATE", "UPDATE"].flatMap((verb) =>
        takings.map((taking) => [`$JS.API.STREAM.${verb}.${name}`, { name, ...taking }] as const),
      ),
      ...["RESTORE", "DELETE", "SNAPSHOT"].map((verb) => [`$JS.API.STREAM.${verb}.${name}`, {}] as const),
    ]);
    const consumers = [mine.streams.work, mine.streams.results].map(
      (name) => [`$JS.API.CONSUMER.CREATE.${name}.mine`, { stream_name: name, config: {} }] as const,
    );
    // What is in the bucket, and what it is called, is by whose names others' streams are found.
    const bucket = "KV_docsynapse-progress";
    const looks = [
      ["$JS.API.STREAM.LIST", {}],
      ["$JS.API.STREAM.NAMES", {}],
      [`$JS.API.STREAM.INFO.${bucket}`, { subjects_filter: ">" }],
      [`$JS.API.STREAM.MSG.GET.${bucket}`, { seq: 1 }],
      [`$JS.API.DIRECT.GET.${bucket}`, { seq: 1 }],
      [`$JS.API.DIRECT.GET.${bucket}.$KV.docsynapse-progress.${theirs.id}`, {}],
      [`$JS.API.CONSUMER.CREATE.${bucket}`, { stream_name: bucket, config: {} }],
    ] as const;

    const allowed: string[] = [];
    for (const [subject, body] of [...requests, ...consumers, ...looks]) {
      const answer = await connection
        .request(subject, JSON.stringify(body), { timeout: 1000 })
        .catch((error: unknown) => error);
      const isDenied = answer instanceof errors.RequestError || answer instanceof errors.PermissionViolationError;
      if (!isDenied) allowed.push(subject);
    }

    expect(allowed).toEqual([]);
    expect((await connection.request(`$JS.API.STREAM.INFO.${mine.streams.journal}`)).string()).toContain("subjects");
    await connection.close();
    await administrator.close();
  }, 60_000);

  it.each(losses)(
    "is enough for a crawl that loses %s, which the operator makes anew",
    async (_, lose) => {
      const names = Array.from({ length: 20 }, (_each, index) => `/p${index}`);
      const leaves = names.map((name): [string, string] => [name, html(name, `<p>Text of ${name}.</p>`)]);
      await using site = await startTestSite({
        "/": html("Home", "<p>Text.</p>", names),
        ...Object.fromEntries(leaves),
      });
      const plan = provided(planOf(`${site.url}/`));
      await renew(plan, HOUR_MS);
      const coordinator = await start("coordinator", plan);
      await start("worker", plan);
      await sleep(1000);
      expect(coordinator.isRunning(), said(processes)).toBe(true);
      const stop = new AbortController();
      const access = { url: server.url, signer: signerOf(keys), lifetimeMs: HOUR_MS };
      const problems: string[] = [];
      const onProblem = (error: unknown): void => void problems.push(String(error));
      const bus = new CrawlBus({ access, signal: stop.signal, onProblem, pollMs: 100 });
      const crawlPlan = { configuration: plan } as unknown as CrawlPlan;
      bus.sweep(() => true);
      const asking = setInterval(() => bus.readReport(crawlPlan), 200);
      const following = bus.run();
      try {
        await untilSo(() => (bus.readReport(crawlPlan)?.counts?.stored ?? 0) >= 4);
        const administrator = await connectAsAnybody();
        await lose(await jetstreamManager(administrator), plan);
        await administrator.close();

        const code = await coordinator.exited;

        expect({ code, said: code === 0 ? "" : said(processes), problems }).toEqual({
          code: 0,
          said: "",
          problems: [],
        });
        expect(await listPages(join(folder, "out"))).toHaveLength(21);
      } finally {
        clearInterval(asking);
        stop.abort();
        await following;
      }
    },
    240_000,
  );

  it("lets a crawl begin whose operator is of a version that makes no streams", async () => {
    const plan = provided(planOf("http://127.0.0.1:9/"));
    const { "nats.creds": creds } = { "nats.creds": await sign(planOf("http://127.0.0.1:9/"), "coordinator", HOUR_MS) };
    const connection = await connect({
      servers: `127.0.0.1:${server.port}`,
      authenticator: credsAuthenticator(Buffer.from(creds)),
      inboxPrefix: inboxPrefixFor("coordinator", nameCrawl(plan)),
    });
    const notes: string[] = [];
    const wait = {
      signal: new AbortController().signal,
      onNote: (note: string) => void notes.push(note),
      patienceMs: 100,
    };

    await awaitStreams(await openJetStream(connection, inboxPrefixFor("coordinator", nameCrawl(plan))), plan, wait);

    expect(notes.join()).toContain("waiting");
    await connection.close();
  }, 30_000);
});

describe("a worker's login", () => {
  it("is good for nothing but its own crawl's items and results", async () => {
    const [own, other] = [planOf("http://127.0.0.1:9/"), planOf("http://127.0.0.1:9/", "docs/other")];
    const administrator = await connectAsAnybody();
    const jsm = await jetstreamManager(administrator);
    for (const plan of [own, other]) await ensureStreams(jsm, plan);
    const connection = await connectAs("worker", own);
    const [mine, theirs] = [nameCrawl(own), nameCrawl(other)];
    const forbidden = [
      mine.subjects.journal,
      mine.subjects.work,
      `$JS.API.STREAM.MSG.GET.${mine.streams.journal}`,
      `$JS.API.DIRECT.GET.${mine.streams.journal}`,
      `$JS.API.CONSUMER.CREATE.${mine.streams.results}`,
      `$JS.API.CONSUMER.DELETE.${mine.streams.work}.${mine.consumer}`,
      "$JS.API.STREAM.LIST",
      "$JS.API.STREAM.NAMES",
      `$JS.API.STREAM.CREATE.mine`,
      ...Object.values(mine.streams).flatMap((name) => [
        `$JS.API.STREAM.DELETE.${name}`,
        `$JS.API.STREAM.UPDATE.${name}`,
        `$JS.API.STREAM.PURGE.${name}`,
      ]),
      ...Object.values(theirs.subjects),
      `$JS.API.CONSUMER.MSG.NEXT.${theirs.streams.work}.${theirs.consumer}`,
      `$JS.API.CONSUMER.INFO.${theirs.streams.work}.${theirs.consumer}`,
      `$JS.API.STREAM.MSG.GET.OBJ_${theirs.bodies}`,
      `$O.${theirs.bodies}.M.a`,
      "$KV.docsynapse-progress.x",
      "$SYS.REQ.SERVER.PING",
    ];

    const allowed: string[] = [];
    for (const subject of forbidden) {
      const answer = await connection.request(subject, "{}", { timeout: 1000 }).catch((error: unknown) => error);
      const isDenied = answer instanceof errors.RequestError || answer instanceof errors.PermissionViolationError;
      if (!isDenied) allowed.push(subject);
    }
    const listening = [theirs.subjects.work, mine.subjects.results, `_INBOX.${mine.id}.coordinator.>`, ">"];
    for (const subject of listening) if (await mayListen(connection, subject)) allowed.push(`listen to ${subject}`);

    expect(allowed).toEqual([]);
    const info = `$JS.API.CONSUMER.INFO.${mine.streams.work}.${mine.consumer}`;
    expect((await connection.request(info)).string()).toContain(mine.consumer);
    await connection.close();
    await administrator.close();
  }, 60_000);
});

describe("a login that has expired", () => {
  it("is refused, and ends a connection that it had opened", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    const options = { servers: `127.0.0.1:${server.port}`, reconnect: false } as const;
    const late = credsAuthenticator(Buffer.from(await sign(plan, "worker", -1000)));
    const short = credsAuthenticator(Buffer.from(await sign(plan, "worker", 2000)));

    await expect(connect({ ...options, authenticator: late })).rejects.toThrow(errors.AuthorizationError);

    const connection = await connect({ ...options, authenticator: short });
    expect(await connection.closed()).toBeInstanceOf(errors.UserAuthenticationExpiredError);
  }, 30_000);
});

describe("another signing key", () => {
  it("is good before and after a restart of NATS, which ends the last one, and keeps the streams", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    const administrator = await connectAsAnybody();
    await ensureStreams(await jetstreamManager(administrator), plan);
    await administrator.close();
    const rotated = await rotateSigningKey(keys, 2);
    const isLetIn = async (from: NatsKeys): Promise<boolean> => {
      const authenticator = credsAuthenticator(Buffer.from(await sign(plan, "worker", HOUR_MS, signerOf(from))));
      const connecting = connect({ servers: `127.0.0.1:${server.port}`, authenticator, reconnect: false });
      return await connecting.then(
        async (connection) => await connection.close().then(() => true),
        () => false,
      );
    };

    expect([await isLetIn(keys), await isLetIn(rotated)]).toEqual([true, true]);
    await writeFile(join(folder, "accounts.conf"), rotated["accounts.conf"]);
    await server.kill();
    await server.start();

    expect([await isLetIn(keys), await isLetIn(rotated)]).toEqual([false, true]);
    keys = rotated;
    const again = await connectAsAnybody();
    const streams = await (await jetstreamManager(again)).streams.list().next();
    expect(streams.map(({ config }) => config.name)).toContain(nameCrawl(plan).streams.journal);
    await again.close();
  }, 60_000);
});

describe("the operator's own login", () => {
  it("lists and deletes streams, and reads none", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    const administrator = await connectAsAnybody();
    await ensureStreams(await jetstreamManager(administrator), plan);
    await administrator.close();
    const access = { url: server.url, signer: signerOf(keys), lifetimeMs: HOUR_MS };
    const connection = await connectControl(access, new AbortController().signal);
    const { streams, subjects } = nameCrawl(plan);
    const ask = async (subject: string) =>
      await connection.request(subject, subject.includes(".GET.") ? '{"seq":1}' : "", { timeout: 5000 }).then(
        (answer) => answer.string(),
        (error: unknown) => String(error),
      );

    expect(await ask(`$JS.API.STREAM.MSG.GET.${streams.journal}`)).toContain("Permissions Violation");
    expect(await ask(subjects.results)).toContain("Permissions Violation");
    expect(await ask("$JS.API.STREAM.LIST")).toContain(streams.journal);
    expect(await ask(`$JS.API.STREAM.DELETE.${streams.work}`)).toContain('"success":true');
    await connection.close();
  }, 30_000);
});

/** With a login that the account bounds alone. */
async function connectAsAnybody(): Promise<NatsConnection> {
  const permissions = { publish: [">"], subscribe: [">"] };
  const login = await signerOf(keys).sign({ name: "all", permissions, expiresAt: new Date(Date.now() + HOUR_MS) });
  return await connect({ servers: `127.0.0.1:${server.port}`, authenticator: credsAuthenticator(Buffer.from(login)) });
}

async function mayListen(connection: NatsConnection, subject: string): Promise<boolean> {
  const denied = new Promise<boolean>((resolveWith) => {
    connection.subscribe(subject, {
      callback: (error) => {
        if (error !== null) resolveWith(true);
      },
    });
  });
  await connection.flush();
  return !(await Promise.race([denied, sleep(300).then(() => false)]));
}

async function untilSo(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
