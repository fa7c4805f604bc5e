import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../crawler/contract.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { startNats, type NatsServer } from "../servers/nats.ts";
import { startTcpProxy, type TcpProxy } from "../servers/tcp-proxy.ts";
import { crawl, readSnapshot } from "../site/crawl.ts";
import { mostPerSecond, startHeartbeat } from "../site/most-per-second.ts";
import { randomFrom } from "../site/random.ts";
import { html, startTestSite, type Page, type TestSite } from "../site/test-site.ts";
import { crawlThroughFault, FAULTS, type Moment } from "./chaos-crawl.ts";
import { prepareCrawl } from "./processes.ts";

const PAGES = 60;
const RATE = 40;
const CONCURRENCY = 4;
/** So short that permits run out within a crawl. */
const REQUEST_TIMEOUT_MS = 700;
const FREEZE_MS = 4000;

const crawls = Number(process.env["DOCSYNAPSE_SOAK_CRAWLS"] ?? 6);
const seed = Number(process.env["DOCSYNAPSE_SOAK_SEED"] || Math.floor(Math.random() * 2 ** 31));

function pages(): Record<string, Page> {
  const all: Record<string, Page> = {};
  for (let n = 0; n < PAGES; n++) {
    const links = [(n * 7 + 1) % PAGES, (n * 3 + 2) % PAGES].map((to) => `/p${to}.html`);
    const picture = `<img src="/img${n % 3}.png" alt="picture">`;
    all[n === 0 ? "/" : `/p${n}.html`] = html(`Page ${n}`, `<p>Page ${n} ${"says ".repeat(n)}</p>${picture}`, links);
  }
  for (let n = 0; n < 3; n++) {
    all[`/img${n}.png`] = (_, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(700_000, n));
    };
  }
  const locations = Array.from({ length: PAGES }, (_, n) => `<url><loc>/p${n}.html</loc></url>`).join("");
  all["/sitemap.xml"] = (_, response) => {
    response.writeHead(200, { "content-type": "application/xml" }).end(`<urlset>${locations}</urlset>`);
  };
  return all;
}

function planOf(site: TestSite, name: string): Plan {
  return planFor(`${site.url}/`, {
    site: `chaos/${name}`,
    politeness: { requestsPerSecond: RATE, maxConcurrency: CONCURRENCY },
    limits: { requestTimeoutMs: REQUEST_TIMEOUT_MS },
  });
}

describe(`a crawl over several processes (seed ${seed})`, () => {
  let folder: string;
  let server: NatsServer;
  let proxies: { readonly coordinator: TcpProxy; readonly worker: TcpProxy };
  let site: TestSite;
  let calm: Map<string, string>;
  const random = randomFrom(seed);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "chaos-"));
    server = await startNats();
    proxies = { coordinator: await startTcpProxy(server.port), worker: await startTcpProxy(server.port) };
    site = await startTestSite(pages(), { latencyMs: 30 });
    await crawl(planFor(`${site.url}/`), join(folder, "calm"));
    calm = await readSnapshot(join(folder, "calm"));
  }, 900_000);
  afterAll(async () => {
    await proxies.coordinator[Symbol.asyncDispose]();
    await proxies.worker[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  // Every fault has its turn; which come first is the seed's affair.
  const wanted = FAULTS.filter((fault) => fault.includes(process.env["DOCSYNAPSE_SOAK_FAULT"] ?? ""));
  const order = wanted.map((fault) => ({ fault, at: random() })).sort((a, b) => a.at - b.at);
  const faults = Array.from({ length: crawls }, (_, n) => order[n % order.length]?.fault ?? "kill-coordinator");

  it.each(faults.map((fault, n) => ({ fault, n })))(
    "$n: ends with the same bytes and never asks for too much: $fault",
    async ({ fault, n }) => {
      for (let attempt = 0, hit = false; !hit; attempt++) {
        expect(attempt, "faults that hit nothing").toBeLessThan(10);
        const own = join(folder, `crawl-${n}-${attempt}`);
        await mkdir(own);
        site.forget();
        using heartbeat = startHeartbeat();
        const plan = planOf(site, `${n}-${attempt}`);
        const urls = { coordinator: urlOf(proxies.coordinator), worker: urlOf(proxies.worker) };
        const commands = await prepareCrawl(own, plan, urls);
        const moment = momentFor(fault, random);

        const parts = { plan, server, proxies, commands, fault, moment };
        ({ hit } = await crawlThroughFault({ ...parts, workers: 2, freezeMs: FREEZE_MS }));

        expect({ moment, files: await readSnapshot(commands.out) }).toEqual({ moment, files: calm });
        expect(site.peak()).toBeLessThanOrEqual(CONCURRENCY);
        expect(mostPerSecond(site, heartbeat)).toBeLessThanOrEqual(RATE);
        await rm(own, { recursive: true });
      }
    },
    240_000,
  );
});

/** A third of the faults each hits seeding, crawling and publishing, where there is something for it to hit. */
function momentFor(fault: (typeof FAULTS)[number], random: () => number): Moment {
  const third = Math.floor(random() * 3);
  if (third === 0) return { phase: "Seeding" };
  // Publishing has no use for a worker, or for what the crawl has in NATS.
  const isOver = /work|journal/.test(fault);
  if (third === 1 && !isOver) return { phase: "Publishing" };
  return { phase: "Crawling", pages: Math.floor(random() * (PAGES - 15)) };
}

const urlOf = ({ port }: TcpProxy): string => `nats://127.0.0.1:${port}`;
