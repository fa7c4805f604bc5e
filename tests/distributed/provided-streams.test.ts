import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jetstream, jetstreamManager, type JetStreamManager } from "@nats-io/jetstream";
import { errors } from "@nats-io/transport-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import { inboxPrefixFor, nameCrawl } from "../../crawler/nats-names.ts";
import { openJetStream } from "../../crawler/nats/nats.ts";
import { awaitStreams, provideStreams } from "../../crawler/nats/provided-streams.ts";
import type { CrawlPlan } from "../../operator/crawl.ts";
import { CrawlBus } from "../../operator/crawls/crawl-bus.ts";
import { listPages } from "../site/crawl.ts";
import { html, startTestSite } from "../site/test-site.ts";
import { HOUR_MS, planOf, SignedCrawls, signerOf, untilSo } from "./signed-crawls.ts";

const provided = (plan: Plan): Plan => ({ ...plan, streams: { areProvided: true } });

type Lose = (jsm: JetStreamManager, plan: Plan) => Promise<unknown>;

const losses: readonly (readonly [string, Lose])[] = [
  ["its results", (jsm, plan) => jsm.streams.delete(nameCrawl(plan).streams.results)],
  ["its journal", (jsm, plan) => jsm.streams.delete(nameCrawl(plan).streams.journal)],
  ["what is in its journal", (jsm, plan) => jsm.streams.purge(nameCrawl(plan).streams.journal, { keep: 0 })],
  [
    "everything",
    async (jsm) => {
      for (const { config } of await jsm.streams.list().next()) await jsm.streams.delete(config.name);
    },
  ],
];

let crawls: SignedCrawls;
beforeEach(async () => void (crawls = await SignedCrawls.open()), 900_000);
afterEach(async () => await crawls[Symbol.asyncDispose]());

describe("a coordinator's login where the operator makes the streams", () => {
  it("makes no stream, whatever it would source or mirror, no consumer that is not for reading, and learns no other's name", async () => {
    const [own, other] = [
      provided(planOf("http://127.0.0.1:9/")),
      provided(planOf("http://127.0.0.1:9/", "docs/other")),
    ];
    const administrator = await crawls.connectAsAnybody();
    const nats = { jsm: await jetstreamManager(administrator), js: jetstream(administrator) };
    for (const plan of [own, other]) await provideStreams(nats, plan);
    const [mine, theirs] = [nameCrawl(own), nameCrawl(other)];
    const connection = await crawls.connectAs("coordinator", own);
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
      await crawls.renew(plan, HOUR_MS);
      const coordinator = await crawls.start("coordinator", plan);
      await crawls.start("worker", plan);
      await sleep(1000);
      expect(coordinator.isRunning(), crawls.said).toBe(true);
      const stop = new AbortController();
      const access = { url: crawls.server.url, signer: signerOf(crawls.keys), lifetimeMs: HOUR_MS };
      const problems: string[] = [];
      const onProblem = (error: unknown): void => void problems.push(String(error));
      const bus = new CrawlBus({ access, signal: stop.signal, onProblem, pollMs: 100 });
      const crawlPlan = { configuration: plan } as unknown as CrawlPlan;
      bus.sweep(() => true);
      const asking = setInterval(() => bus.readReport(crawlPlan), 200);
      const following = bus.run();
      try {
        await untilSo(() => (bus.readReport(crawlPlan)?.counts?.stored ?? 0) >= 4);
        const administrator = await crawls.connectAsAnybody();
        await lose(await jetstreamManager(administrator), plan);
        await administrator.close();

        const code = await coordinator.exited;

        expect({ code, said: code === 0 ? "" : crawls.said, problems }).toEqual({
          code: 0,
          said: "",
          problems: [],
        });
        expect(await listPages(join(crawls.folder, "out"))).toHaveLength(21);
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
    const login = crawls.sign(planOf("http://127.0.0.1:9/"), "coordinator", HOUR_MS);
    const connection = await crawls.connectAs("coordinator", plan, login);
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
