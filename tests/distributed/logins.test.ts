import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect, credsAuthenticator, errors, type NatsConnection } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nameCrawl } from "../../crawler/nats-names.ts";
import { ensureStreams } from "../../crawler/nats/streams.ts";
import { connectControl } from "../../operator/nats/connect-control.ts";
import { makeKeys, rotateSigningKey, type NatsKeys } from "../../operator/nats/make-keys.ts";
import { listPages } from "../site/crawl.ts";
import { html, startTestSite } from "../site/test-site.ts";
import { HOUR_MS, planOf, SignedCrawls, signerOf, untilSo } from "./signed-crawls.ts";

let crawls: SignedCrawls;
beforeEach(async () => void (crawls = await SignedCrawls.open()), 900_000);
afterEach(async () => await crawls[Symbol.asyncDispose]());

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
    await crawls.renew(plan, 5000);
    const crawling = [
      await crawls.start("coordinator", plan),
      await crawls.start("worker", plan),
      await crawls.start("worker", plan),
    ];
    const ended = Promise.race(crawling.map(({ exited }) => exited));
    const stop = new AbortController();
    const renewing = (async () => {
      while (!stop.signal.aborted) {
        await crawls.renew(plan, 5000);
        await sleep(2000, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    })();

    const code = await ended;
    stop.abort();
    await renewing;

    expect({ code, said: code === 0 ? "" : crawls.said }).toEqual({ code: 0, said: "" });
    expect(await listPages(join(crawls.folder, "out"))).toHaveLength(61);
    for (const { lines } of crawling) {
      const again = lines.filter((line) => line.includes("connected to NATS again"));
      expect(again.length, lines.join("\n")).toBeGreaterThan(0);
    }
  }, 240_000);

  it("rests while its logins have expired, and goes on when they are renewed", async () => {
    await using site = await startTestSite({ "/": html("Home", "<p>Text.</p>") });
    const plan = planOf(`${site.url}/`);
    await crawls.renew(plan, -60_000);
    const coordinator = await crawls.start("coordinator", plan);
    await crawls.start("worker", plan);

    await untilSo(() =>
      crawls.processes.every(({ lines }) => lines.join("\n").includes("have expired; waiting for new ones")),
    );
    expect(coordinator.isRunning()).toBe(true);
    await crawls.renew(plan, HOUR_MS);

    const code = await coordinator.exited;
    expect({ code, said: code === 0 ? "" : crawls.said }).toEqual({ code: 0, said: "" });
  }, 120_000);

  it("is told what is wrong with a login that has not expired", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    await crawls.renew(plan, HOUR_MS, signerOf(await makeKeys()));

    const coordinator = await crawls.start("coordinator", plan);

    expect(await coordinator.exited).toBe(78);
    expect(coordinator.lines.join("\n")).toContain("are refused; check the credentials");
  }, 120_000);
});

describe("a worker's login", () => {
  it("is good for nothing but its own crawl's items and results", async () => {
    const [own, other] = [planOf("http://127.0.0.1:9/"), planOf("http://127.0.0.1:9/", "docs/other")];
    const administrator = await crawls.connectAsAnybody();
    const jsm = await jetstreamManager(administrator);
    for (const plan of [own, other]) await ensureStreams(jsm, plan);
    const connection = await crawls.connectAs("worker", own);
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
    const options = { servers: `127.0.0.1:${crawls.server.port}`, reconnect: false } as const;
    const late = credsAuthenticator(Buffer.from(await crawls.sign(plan, "worker", -1000)));
    const short = credsAuthenticator(Buffer.from(await crawls.sign(plan, "worker", 2000)));

    await expect(connect({ ...options, authenticator: late })).rejects.toThrow(errors.AuthorizationError);

    const connection = await connect({ ...options, authenticator: short });
    expect(await connection.closed()).toBeInstanceOf(errors.UserAuthenticationExpiredError);
  }, 30_000);
});

describe("another signing key", () => {
  it("is good before and after a restart of NATS, which ends the last one, and keeps the streams", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    const administrator = await crawls.connectAsAnybody();
    await ensureStreams(await jetstreamManager(administrator), plan);
    await administrator.close();
    const rotated = await rotateSigningKey(crawls.keys, 2);
    const isLetIn = async (from: NatsKeys): Promise<boolean> => {
      const authenticator = credsAuthenticator(Buffer.from(await crawls.sign(plan, "worker", HOUR_MS, signerOf(from))));
      const connecting = connect({ servers: `127.0.0.1:${crawls.server.port}`, authenticator, reconnect: false });
      return await connecting.then(
        async (connection) => await connection.close().then(() => true),
        () => false,
      );
    };

    expect([await isLetIn(crawls.keys), await isLetIn(rotated)]).toEqual([true, true]);
    await writeFile(join(crawls.folder, "accounts.conf"), rotated["accounts.conf"]);
    await crawls.server.kill();
    await crawls.server.start();

    expect([await isLetIn(crawls.keys), await isLetIn(rotated)]).toEqual([false, true]);
    crawls.keys = rotated;
    const again = await crawls.connectAsAnybody();
    const streams = await (await jetstreamManager(again)).streams.list().next();
    expect(streams.map(({ config }) => config.name)).toContain(nameCrawl(plan).streams.journal);
    await again.close();
  }, 60_000);
});

describe("the operator's own login", () => {
  it("lists and deletes streams, and reads none", async () => {
    const plan = planOf("http://127.0.0.1:9/");
    const administrator = await crawls.connectAsAnybody();
    await ensureStreams(await jetstreamManager(administrator), plan);
    await administrator.close();
    const access = { url: crawls.server.url, signer: signerOf(crawls.keys), lifetimeMs: HOUR_MS };
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
