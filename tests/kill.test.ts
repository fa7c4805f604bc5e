import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSnapshot } from "./site/crawl.ts";
import { randomFrom } from "./site/random.ts";
import { html, startTestSite, type Page, type TestSite } from "./site/test-site.ts";

const CLI = resolve(import.meta.dirname, "../cli/docsynapse.js");
const PAGES = 60;
const KILLS_A_PHASE = 13;

interface Event {
  readonly type?: string;
  readonly phase?: string;
  readonly resumed?: boolean;
}

/** A site with links all over, a sitemap, assets and a duplicate, so that every part of publishing has work. */
function pages(): Record<string, Page> {
  const all: Record<string, Page> = {};
  for (let n = 0; n < PAGES; n++) {
    const links = [(n * 7 + 1) % PAGES, (n * 3 + 2) % PAGES].map((to) => `/p${to}.html#part`);
    const text = `<p>Page ${n} is about ${"something ".repeat(n % 40)}.</p><img src="/img${n % 5}.png" alt="picture">`;
    all[n === 0 ? "/" : `/p${n}.html`] = html(`Page ${n}`, `${text}<h2 id="part">Part</h2><p>More.</p>`, links);
  }
  for (let n = 0; n < 5; n++) {
    all[`/img${n}.png`] = (_, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(Buffer.alloc(5000, n));
    };
  }
  all["/p0.html"] = all["/"] ?? "";
  const locations = Array.from({ length: PAGES }, (_, n) => `<url><loc>/p${n}.html</loc></url>`).join("");
  all["/sitemap.xml"] = (_, response) => {
    response.writeHead(200, { "content-type": "application/xml" }).end(`<urlset>${locations}</urlset>`);
  };
  return all;
}

function start(site: TestSite, out: string): { readonly child: ChildProcess; readonly events: AsyncIterable<Event> } {
  const args = [CLI, "crawl", `${site.url}/`, "--out", out, "--allow-private-addresses", "--rate", "0", "--json"];
  const child = spawn(process.execPath, [...args, "--threads", "1"], { stdio: ["ignore", "pipe", "ignore"] });
  const { stdout } = child;
  if (stdout === null) throw new Error("no output to read");
  return { child, events: readEvents(stdout) };
}

async function* readEvents(output: NodeJS.ReadableStream): AsyncGenerator<Event> {
  for await (const line of createInterface({ input: output })) {
    try {
      yield JSON.parse(line) as Event;
    } catch {
      // A kill may cut the last line.
    }
  }
}

/** `recrawling`: while an earlier snapshot is compared with the site. */
type Moment = "seeding" | "crawling" | "publishing" | "recrawling";

/** Starts a crawl and kills it at the moment; false when it was over before. */
async function crawlAndKill(site: TestSite, out: string, moment: Moment, random: () => number): Promise<boolean> {
  const { child, events } = start(site, out);
  const exited = once(child, "exit");
  const pagesToWait =
    moment === "crawling" || moment === "recrawling" ? 1 + Math.floor(random() * (PAGES - 10)) : Infinity;
  let pagesSeen = 0;
  for await (const event of events) {
    pagesSeen += event.type === "page" ? 1 : 0;
    const isSeeding = moment === "seeding" && event.type === "phase" && event.phase === "Seeding";
    const isPublishing = moment === "publishing" && event.type === "phase" && event.phase === "Publishing";
    if (!isSeeding && !isPublishing && pagesSeen < pagesToWait) continue;
    await sleep(random() * 40);
    child.kill("SIGKILL");
    break;
  }
  const [code] = (await exited) as [number | null];
  return code === null;
}

async function resume(
  site: TestSite,
  out: string,
): Promise<{ readonly code: number | null; readonly resumed: boolean }> {
  const { child, events } = start(site, out);
  const exited = once(child, "exit");
  let resumed = false;
  for await (const event of events) resumed ||= event.resumed === true;
  const [code] = (await exited) as [number | null];
  return { code, resumed };
}

describe("a crawl that is killed", () => {
  let folder: string;
  let site: TestSite;
  let calm: Map<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kill-"));
    site = await startTestSite(pages(), { validators: true, latencyMs: 2 });
    await resume(site, join(folder, "calm"));
    calm = await readSnapshot(join(folder, "calm"));
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const seed = Math.floor(Math.random() * 2 ** 31);

  it.each(["seeding", "crawling", "publishing", "recrawling"] as const)(
    `while it is %s goes on where it was and ends with the same bytes (seed ${seed})`,
    async (moment) => {
      const random = randomFrom(seed);
      let counted = 0;
      for (let attempt = 0; counted < KILLS_A_PHASE; attempt++) {
        expect(attempt, "kills that hit nothing").toBeLessThan(KILLS_A_PHASE * 4);
        const out = join(folder, `${moment}-${attempt}`);
        if (moment === "recrawling") await cp(join(folder, "calm"), out, { recursive: true, verbatimSymlinks: true });
        if (!(await crawlAndKill(site, out, moment, random))) continue;

        const { code, resumed } = await resume(site, out);

        expect(code).toBe(0);
        expect(await readSnapshot(out)).toEqual(calm);
        // A kill before the first record or after the last one leaves nothing to resume: it proves nothing.
        if (resumed) counted += 1;
        await rm(out, { recursive: true });
      }
    },
    300_000,
  );
});
