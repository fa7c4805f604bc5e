import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../contract.ts";
import { planFor } from "../testing/plan.ts";
import type { Answer } from "./answer.ts";
import { Frontier } from "./frontier.ts";
import type { JournalRecord } from "./records.ts";

const ROOT = "http://site.test";
const ROBOTS: Omit<Answer, "release"> = {
  outcome: { type: "robots", robots: { rules: [], sitemaps: [] } },
  found: [],
};

interface Release {
  readonly release: number;
  readonly path: string;
  readonly atMs: number;
  readonly isRendered: boolean;
}

interface Run {
  readonly frontier: Frontier;
  readonly journal: JournalRecord[];
  readonly releases: Release[];
  /** Releases that left while a page was in the browser. */
  readonly besideBrowser: Release[];
}

const RENDERING_MS = 700;
const FETCHING_MS = 20;

/** A site of so many pages, all linked from the first, of which some need a browser; answers come in any order. */
function simulate(
  plan: Plan,
  pages: number,
  needsBrowser: (path: string) => boolean,
  pick: (count: number) => number,
): Run {
  const frontier = new Frontier(plan);
  const journal: JournalRecord[] = frontier.seed();
  const releases: Release[] = [];
  const besideBrowser: Release[] = [];
  const out: Release[] = [];
  const found = Array.from({ length: pages }, (_, n) => ({ url: `${ROOT}/p${n}`, kind: "page" as const }));
  let nowMs = 1_000_000;
  while (!frontier.isFinished()) {
    for (const record of frontier.tick(nowMs)) {
      journal.push(record);
      if (record.type !== "released") continue;
      const entry = frontier.entryOf(record.entry);
      if (entry === undefined) throw new Error("a permit for nothing");
      const isRendered = frontier.renderIntervalMs(entry) !== undefined;
      const release = { release: record.release, path: new URL(entry.url).pathname, atMs: nowMs, isRendered };
      if (out.some((other) => other.isRendered)) besideBrowser.push(release);
      out.push(release);
      releases.push(release);
    }
    const [next] = out.splice(pick(out.length) % Math.max(1, out.length), 1);
    if (next === undefined) {
      nowMs = Math.max(nowMs + 1, frontier.nextTickMs() ?? nowMs);
      continue;
    }
    nowMs += next.isRendered ? RENDERING_MS : FETCHING_MS;
    const settled = frontier.settle({ release: next.release, ...answerTo(next, needsBrowser, found) }, nowMs);
    if (settled !== undefined) journal.push(settled);
  }
  return { frontier, journal, releases, besideBrowser };
}

function answerTo({ path, isRendered }: Release, needsBrowser: (path: string) => boolean, found: Answer["found"]) {
  if (path === "/robots.txt") return ROBOTS;
  if (!/^\/(?:p\d+)?$/.test(path))
    return { outcome: { type: "fail" as const, reason: "not-found" as const }, found: [] };
  if (needsBrowser(path) && !isRendered) return { outcome: { type: "render" as const }, found: [] };
  return { outcome: { type: "page" as const, hash: path, length: 5 }, found };
}

const plan = (more: Parameters<typeof planFor>[1]): Plan =>
  planFor(`${ROOT}/`, { rendering: { mode: "Auto" }, ...more });
const rate = { politeness: { requestsPerSecond: 4, maxConcurrency: 4 } };
const order = fc.infiniteStream(fc.nat(100));
const some = fc.func(fc.boolean());

describe("pages that need a browser", () => {
  it("are released once more, as pages to be rendered, and then stored", () => {
    const { frontier, releases } = simulate(
      plan({}),
      3,
      (path) => path === "/p1",
      () => 0,
    );

    expect(frontier.counts).toMatchObject({ discovered: 4, stored: 4, failed: 0 });
    expect(releases.filter(({ path }) => path === "/p1").map(({ isRendered }) => isRendered)).toEqual([false, true]);
    expect(releases.filter(({ isRendered }) => isRendered)).toHaveLength(1);
  });

  it("are all pages at once where all are to be rendered, and nothing else is", () => {
    const { releases } = simulate(
      plan({ rendering: { mode: "Always" } }),
      3,
      () => false,
      () => 0,
    );

    const rendered = releases.filter(({ isRendered }) => isRendered).map(({ path }) => path);
    expect(rendered.sort()).toEqual(["/", "/p0", "/p1", "/p2"]);
  });

  it("are alone with the site where requests keep a distance, and leave it afterwards", () => {
    fc.assert(
      fc.property(order, some, (picks, needsBrowser) => {
        const next = picks[Symbol.iterator]();
        const { releases, besideBrowser, frontier } = simulate(
          plan(rate),
          8,
          needsBrowser,
          () => next.next().value ?? 0,
        );

        expect(besideBrowser).toEqual([]);
        expect(frontier.counts).toMatchObject({ stored: 9, failed: 0 });
        const tooSoon = releases.filter(({ atMs }, index) => {
          const before = releases[index - 1];
          // The last request of a page in the browser may be as late as its answer.
          const busyMs = before?.isRendered === true ? RENDERING_MS : 0;
          return before !== undefined && atMs < before.atMs + busyMs + 250 - 5;
        });
        expect(tooSoon).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it("keep to the concurrency where there is no rate, and do not hold each other up", () => {
    const { besideBrowser } = simulate(
      plan({ politeness: { maxConcurrency: 3 } }),
      8,
      () => true,
      () => 0,
    );

    expect(besideBrowser.length).toBeGreaterThan(0);
  });

  it("are known again when the journal is replayed, at every point of it", () => {
    fc.assert(
      fc.property(order, some, fc.nat(), (picks, needsBrowser, cut) => {
        const next = picks[Symbol.iterator]();
        const { journal } = simulate(plan(rate), 5, needsBrowser, () => next.next().value ?? 0);
        const point = cut % (journal.length + 1);

        const replayed = new Frontier(plan(rate));
        for (const record of journal.slice(0, point)) replayed.apply(record);
        replayed.abandon(2_000_000);

        // A page in the browser of a dead worker must hold nobody up for ever.
        const isStuck = replayed.isSeeded() && !replayed.isFinished() && replayed.nextTickMs() === undefined;
        const asked = journal.slice(0, point).flatMap((record) => {
          const isAsking = record.type === "settled" && record.settlement.type === "render";
          return isAsking ? [replayed.entryOf(record.entry)] : [];
        });
        expect(isStuck).toBe(false);
        expect(asked.filter((entry) => entry === undefined || replayed.renderIntervalMs(entry) === undefined)).toEqual(
          [],
        );
      }),
      { numRuns: 50 },
    );
  });

  it("that ask for a browser when they have had one are skipped", () => {
    const frontier = new Frontier(plan({ politeness: { maxConcurrency: 4, robots: "Ignore" } }));
    frontier.seed();
    for (let nowMs = 0; !frontier.isFinished() && nowMs < 20; nowMs++) {
      for (const record of frontier.tick(nowMs)) {
        if (record.type === "released")
          frontier.settle({ release: record.release, outcome: { type: "render" }, found: [] }, nowMs);
      }
    }

    expect(frontier.isFinished()).toBe(true);
    expect(frontier.mainEntry()).toMatchObject({ bucket: "skipped", reason: "needs-javascript" });
  });

  it("whose browser fails are tried again, without any blame on the host", () => {
    const frontier = new Frontier(
      plan({ politeness: { maxConcurrency: 4, robots: "Ignore" }, rendering: { mode: "Always" } }),
    );
    frontier.seed();
    let tries = 0;
    for (let nowMs = 0; !frontier.isFinished(); nowMs = Math.max(nowMs + 1, frontier.nextTickMs() ?? nowMs)) {
      for (const record of frontier.tick(nowMs)) {
        if (record.type !== "released") continue;
        tries += 1;
        frontier.settle({ release: record.release, outcome: { type: "retry", reason: "rendering" }, found: [] }, nowMs);
      }
    }

    expect(tries).toBe(4);
    const page = frontier.mainEntry();
    expect(page).toMatchObject({ bucket: "failed", reason: "rendering" });
    expect(page?.failedInOutageAtMs).toBeUndefined();
  });
});
