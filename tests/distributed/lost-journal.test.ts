import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { nameCrawl } from "../../crawler/nats-names.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { startNats } from "../servers/nats.ts";
import { html, startTestSite, type TestSite } from "../site/test-site.ts";
import { kill, prepareCrawl } from "./processes.ts";

const CRAWL_DELAY_MS = 6000;
/** Permits run out after four of these: sooner than robots.txt lets the site be asked again. */
const REQUEST_TIMEOUT_MS = 700;

it("leaves the site alone for its Crawl-delay before the crawl begins anew without its journal", async ({ signal }) => {
  await using server = await startNats();
  await using nats = await server.connect();
  await using site = await startTestSite({
    "/robots.txt": (_, response) => response.end(`User-agent: *\nCrawl-delay: ${CRAWL_DELAY_MS / 1000}\n`),
  });
  const plan = planFor(`${site.url}/`, { limits: { requestTimeoutMs: REQUEST_TIMEOUT_MS } });
  site.pages.set("/", (_, response) => {
    const lost = nats.jsm.streams.delete(nameCrawl(plan).streams.journal).catch(() => false);
    void lost.then(() => response.setHeader("content-type", "text/html").end(html("Home", "<p>Text.</p>")));
  });
  const folder = await mkdtemp(join(tmpdir(), "lost-journal-"));
  const commands = await prepareCrawl(folder, plan, { coordinator: server.url, worker: server.url });
  const roles = [commands.worker(), commands.coordinator()];
  try {
    while (timesOf(site, "/robots.txt").length < 2) await sleep(10, undefined, { signal });

    const [asked = Infinity] = timesOf(site, "/");
    const [, askedAnew = 0] = timesOf(site, "/robots.txt");
    expect(askedAnew - asked).toBeGreaterThanOrEqual(CRAWL_DELAY_MS);
  } finally {
    await Promise.all(roles.map(kill));
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

const timesOf = ({ visits }: TestSite, path: string): number[] =>
  visits.flatMap((visit) => (visit.path === path ? [visit.atMs] : []));
