import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../contract.ts";
import { planFor } from "../testing/plan.ts";
import type { Answer } from "./answer.ts";
import { Frontier } from "./frontier.ts";
import type { JournalRecord } from "./records.ts";

const ROOT = "http://site.test";

/** A site as the frontier sees it: what each path answers. */
interface Site {
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** Paths that answer so many times with 503 before they answer well. */
  readonly flaky: ReadonlyMap<string, number>;
  readonly redirects: ReadonlyMap<string, string>;
  readonly missing: ReadonlySet<string>;
  readonly disallowed: ReadonlySet<string>;
  /** Everything answers 503 in between. */
  readonly outage?: { readonly fromMs: number; readonly untilMs: number };
}

const emptySite: Site = {
  links: new Map(),
  flaky: new Map(),
  redirects: new Map(),
  missing: new Set(),
  disallowed: new Set(),
};

interface Run {
  readonly frontier: Frontier;
  readonly journal: JournalRecord[];
  /** When each request left, in ms. */
  readonly requests: { readonly path: string; readonly atMs: number }[];
  readonly maxOut: number;
}

/** Runs a crawl in simulated time; `pick` says which of the requests under way is answered next. */
function simulate(
  plan: Plan,
  site: Site,
  pick: (count: number) => number = () => 0,
  latencyMs = 20,
  contentOf: (path: string) => string = (path) => path,
): Run {
  const frontier = new Frontier(plan);
  const journal: JournalRecord[] = frontier.seed();
  const requests: { path: string; atMs: number }[] = [];
  const out: { release: number; path: string }[] = [];
  const failures = new Map<string, number>();
  let nowMs = 1_000_000;
  let maxOut = 0;
  for (let step = 0; !frontier.isFinished(); step++) {
    if (step > 20_000) throw new Error("the crawl does not end");
    const records = frontier.tick(nowMs);
    journal.push(...records);
    for (const record of records) {
      if (record.type !== "released") continue;
      const { pathname } = new URL(frontier.entryOf(record.entry)?.url ?? ROOT);
      out.push({ release: record.release, path: pathname });
      requests.push({ path: pathname, atMs: nowMs });
    }
    maxOut = Math.max(maxOut, out.length);
    const [next] = out.splice(pick(out.length) % Math.max(1, out.length), 1);
    if (next === undefined) {
      nowMs = Math.max(nowMs + 1, frontier.nextTickMs() ?? nowMs);
      continue;
    }
    nowMs += latencyMs;
    const { fromMs = Infinity, untilMs = 0 } = site.outage ?? {};
    const isDown = nowMs >= fromMs && nowMs < untilMs;
    const answer = {
      ...(isDown ? DOWN : answerOf(site, next.path, failures, contentOf)),
      release: next.release,
    };
    const record = frontier.settle(answer, nowMs);
    if (record !== undefined) journal.push(record);
  }
  return { frontier, journal, requests, maxOut };
}

const DOWN: Omit<Answer, "release"> = { outcome: { type: "retry", reason: "server-error" }, found: [] };

function answerOf(
  site: Site,
  path: string,
  failures: Map<string, number>,
  contentOf: (path: string) => string = (own) => own,
): Omit<Answer, "release"> {
  if (path === "/robots.txt") {
    const rules = [...site.disallowed].map((pattern) => ({ allow: false, pattern: `${pattern}$` }));
    return { outcome: { type: "robots", robots: { rules, sitemaps: [] } }, found: [] };
  }
  const failed = failures.get(path) ?? 0;
  if (failed < (site.flaky.get(path) ?? 0)) {
    failures.set(path, failed + 1);
    return { outcome: { type: "retry", reason: "server-error" }, found: [] };
  }
  const target = site.redirects.get(path);
  if (target !== undefined) return { outcome: { type: "redirect", to: ROOT + target, via: "http" }, found: [] };
  const links = site.links.get(path);
  if (links === undefined || site.missing.has(path))
    return { outcome: { type: "fail", reason: "not-found" }, found: [] };
  return {
    outcome: { type: "page", hash: `hash of ${contentOf(path)}`, length: 1000 },
    found: links.map((link) => ({ url: ROOT + link, kind: "page" })),
    evidence: { generator: "generic", alternates: [] },
  };
}

const pathOf = (n: number): string => (n === 0 ? "/" : `/p${n}`);

const sites = fc
  .record({
    size: fc.integer({ min: 1, max: 25 }),
    edges: fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 80 }),
    flaky: fc.array(fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 6 })), { maxLength: 3 }),
    redirects: fc.array(fc.tuple(fc.integer({ min: 1, max: 24 }), fc.nat(24)), { maxLength: 4 }),
    missing: fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 3 }),
    disallowed: fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 3 }),
  })
  .map(({ size, edges, flaky, redirects, missing, disallowed }): Site => {
    const links = new Map(Array.from({ length: size }, (_, n) => [pathOf(n), [] as string[]]));
    for (const [from, to] of edges) links.get(pathOf(from))?.push(pathOf(to));
    return {
      links,
      flaky: new Map(flaky.map(([n, times]) => [pathOf(n), times])),
      redirects: new Map(redirects.map(([from, to]) => [pathOf(from), pathOf(to)])),
      missing: new Set(missing.map(pathOf)),
      disallowed: new Set(disallowed.map(pathOf)),
    };
  });

const stored = (run: Run): string[] =>
  [...run.frontier.entries()]
    .filter(({ kind, bucket }) => kind === "page" && bucket === "stored")
    .map(({ url }) => new URL(url).pathname)
    .sort();

describe("the frontier", () => {
  it("ends every page in exactly one bucket, whatever the site does and whoever answers first", () => {
    fc.assert(
      fc.property(sites, fc.infiniteStream(fc.nat(100)), (site, picks) => {
        const run = simulate(planFor(`${ROOT}/`), site, () => picks.next().value as number);

        const { discovered, stored: done, unchanged, skipped, failed } = run.frontier.counts;
        const pages = [...run.frontier.entries()].filter(({ kind }) => kind === "page");
        expect(discovered).toBe(pages.length);
        expect(done + unchanged + skipped + failed).toBe(discovered);
        expect(pages.every(({ state, bucket }) => state === "done" && bucket !== undefined)).toBe(true);
      }),
    );
  });

  it("finds the same pages in whatever order they are answered", () => {
    fc.assert(
      fc.property(sites, fc.infiniteStream(fc.nat(100)), (site, picks) => {
        const calm = simulate(planFor(`${ROOT}/`), site);
        const wild = simulate(planFor(`${ROOT}/`), site, () => picks.next().value as number);

        expect(stored(wild)).toEqual(stored(calm));
      }),
    );
  });

  it("is rebuilt by its journal, at every point of it", () => {
    fc.assert(
      fc.property(sites, fc.nat(), (site, cut) => {
        const plan = planFor(`${ROOT}/`);
        const { journal, frontier } = simulate(plan, { ...site, flaky: new Map() });
        const replayed = new Frontier(plan);
        for (const record of journal) replayed.apply(structuredClone(record));
        expect([...replayed.entries()]).toEqual([...frontier.entries()]);
        expect(replayed.counts).toEqual(frontier.counts);

        const partial = new Frontier(plan);
        for (const record of journal.slice(0, 1 + (cut % journal.length))) partial.apply(record);
        const finished = finish(partial, { ...site, flaky: new Map() });

        expect(finished).toEqual(stored({ frontier, journal, requests: [], maxOut: 0 }));
      }),
    );
  });

  it("keeps the rate and the concurrency of the plan at the site", () => {
    fc.assert(
      fc.property(
        sites,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 6 }),
        (site, rate, maxConcurrency) => {
          const plan = planFor(`${ROOT}/`, { politeness: { requestsPerSecond: rate, maxConcurrency } });

          const { requests, maxOut } = simulate(plan, site);

          expect(maxOut).toBeLessThanOrEqual(maxConcurrency);
          for (const { atMs } of requests) {
            const inSecond = requests.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000);
            expect(inSecond.length).toBeLessThanOrEqual(rate);
          }
        },
      ),
    );
  });

  it("stores exactly as many pages as the limit says, or all there are", () => {
    fc.assert(
      fc.property(sites, fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.nat(100)), (site, maxPages, picks) => {
        const all = stored(simulate(planFor(`${ROOT}/`), { ...site, flaky: new Map() }));

        const plan = planFor(`${ROOT}/`, { scope: { maxPages } });
        const limited = simulate(plan, { ...site, flaky: new Map() }, () => picks.next().value as number);

        expect(stored(limited)).toHaveLength(Math.min(maxPages, all.length));
      }),
    );
  });

  it("does not let a page that will be folded into another one use up the page limit", () => {
    const paths = ["/a", "/b", "/c", "/d"];
    const links = new Map<string, readonly string[]>([["/", paths], ...paths.map((path) => [path, []] as const)]);
    const plan = planFor(`${ROOT}/`, { scope: { maxPages: 3 } });

    const run = simulate(plan, { ...emptySite, links }, undefined, 20, (path) => path.replace(/^\/[ab]$/, "copy"));

    expect(stored(run)).toEqual(["/", "/a", "/b", "/c"]);
    expect(run.frontier.entryOf(`${ROOT}/d`)).toMatchObject({ bucket: "skipped", reason: "page-limit" });
  });

  it("goes no deeper than the depth limit, by the shortest path", () => {
    fc.assert(
      fc.property(sites, fc.integer({ min: 0, max: 4 }), fc.infiniteStream(fc.nat(100)), (site, maxDepth, picks) => {
        const plain = { ...site, flaky: new Map(), redirects: new Map(), disallowed: new Set<string>() };
        const plan = planFor(`${ROOT}/`, { scope: { maxDepth } });

        const run = simulate(plan, plain, () => picks.next().value as number);

        expect(stored(run)).toEqual(withinDepth(plain, maxDepth));
      }),
    );
  });

  it("releases a request again when its permit ran out, and gives up on one that is never answered", () => {
    const frontier = new Frontier(planFor(`${ROOT}/`, { politeness: { robots: "Ignore" } }));
    frontier.seed();
    let releases = 0;
    for (let nowMs = 0; !frontier.isFinished(); nowMs = frontier.nextTickMs() ?? nowMs) {
      releases += frontier.tick(nowMs).filter(({ type }) => type === "released").length;
    }

    expect(releases).toBe(3);
    expect(frontier.mainEntry()).toMatchObject({ bucket: "failed", reason: "worker-crashed" });
  });

  it("takes an answer once, however often it comes", () => {
    const frontier = new Frontier(planFor(`${ROOT}/`, { politeness: { robots: "Ignore" } }));
    frontier.seed();
    frontier.tick(0);
    const answer: Answer = { release: 1, outcome: { type: "page", hash: "h", length: 1 }, found: [] };

    expect(frontier.settle(answer, 1)).toBeDefined();
    expect(frontier.settle(answer, 2)).toBeUndefined();
    expect(frontier.counts.stored).toBe(1);
  });

  it("gets through an outage of half a minute without losing a page", () => {
    const paths = Array.from({ length: 40 }, (_, n) => `/p${n}`);
    const links = new Map<string, readonly string[]>([["/", paths], ...paths.map((path) => [path, []] as const)]);
    const outage = { fromMs: 1_000_200, untilMs: 1_030_200 };

    const run = simulate(planFor(`${ROOT}/`), { ...emptySite, links, outage });

    expect(run.frontier.counts).toMatchObject({ stored: 41, failed: 0 });
  });

  it("is not held up for long by a few pages that never work", () => {
    const paths = Array.from({ length: 12 }, (_, n) => `/p${n}`);
    const links = new Map<string, readonly string[]>([["/", paths], ...paths.map((path) => [path, []] as const)]);
    const flaky = new Map(paths.slice(6).map((path) => [path, 1000]));

    const { frontier, requests } = simulate(planFor(`${ROOT}/`), { ...emptySite, links, flaky });

    expect(frontier.counts).toMatchObject({ stored: 7, failed: 6 });
    expect((requests.at(-1)?.atMs ?? 0) - 1_000_000).toBeLessThan(60_000);
  });

  it("leaves the whole host alone for as long as Retry-After says", () => {
    const frontier = new Frontier(planFor(`${ROOT}/`, { politeness: { robots: "Ignore" } }));
    frontier.seed();
    frontier.tick(0);

    frontier.settle({ release: 1, outcome: { type: "retry", reason: "throttled", afterMs: 7000 }, found: [] }, 100);

    expect(frontier.tick(7099)).toEqual([]);
    expect(frontier.tick(7100).map(({ type }) => type)).toEqual(["released"]);
  });

  it("requests nothing that robots.txt forbids, and nothing at all where robots.txt cannot be read", () => {
    const site = {
      ...emptySite,
      links: new Map([
        ["/", ["/a", "/b"]],
        ["/a", []],
        ["/b", []],
      ]),
      disallowed: new Set(["/b"]),
    };

    const { requests, frontier } = simulate(planFor(`${ROOT}/`), site);

    expect(requests.map(({ path }) => path)).not.toContain("/b");
    expect(frontier.counts).toMatchObject({ stored: 2, skipped: 1 });

    const closed = new Frontier(planFor(`${ROOT}/`));
    closed.seed();
    closed.tick(0);
    closed.settle({ release: 1, outcome: { type: "fail", reason: "server-error", detail: "503" }, found: [] }, 1);
    expect(closed.mainEntry()).toMatchObject({ bucket: "failed", reason: "server-error", detail: "robots.txt: 503" });
  });

  it("follows a start URL to where its own site sends it, and takes the scope along", () => {
    const links = new Map([
      ["/en/stable/", ["/en/stable/a", "/fr/"]],
      ["/en/stable/a", []],
    ]);
    const site = { ...emptySite, links, redirects: new Map([["/docs/", "/en/stable/"]]) };

    const run = simulate(planFor(`${ROOT}/docs/`), site);

    expect(stored(run)).toEqual(["/en/stable/", "/en/stable/a"]);
  });

  it("fails a chain of redirects that has no end", () => {
    const redirects = new Map(Array.from({ length: 30 }, (_, n) => [pathOf(n), pathOf(n + 1)]));

    const { frontier, requests } = simulate(planFor(`${ROOT}/`), { ...emptySite, redirects });

    expect(frontier.mainEntry()).toMatchObject({ bucket: "failed", reason: "too-many-redirects" });
    expect(requests.filter(({ path }) => path.startsWith("/p"))).toHaveLength(10);
  });
});

/** Goes on from a replayed state: permits that were out are void, everything else as in a crawl. */
function finish(frontier: Frontier, site: Site): string[] {
  let nowMs = 50_000_000;
  frontier.abandon(nowMs);
  const failures = new Map<string, number>();
  for (let step = 0; !frontier.isFinished(); step++) {
    if (step > 20_000) throw new Error("the crawl does not end");
    nowMs = Math.max(nowMs + 1, frontier.nextTickMs() ?? nowMs);
    for (const record of frontier.tick(nowMs)) {
      if (record.type !== "released") continue;
      const { pathname } = new URL(frontier.entryOf(record.entry)?.url ?? ROOT);
      frontier.settle({ ...answerOf(site, pathname, failures), release: record.release }, nowMs);
    }
  }
  return stored({ frontier, journal: [], requests: [], maxOut: 0 });
}

function withinDepth(site: Site, maxDepth: number): string[] {
  const seen = new Set(["/"]);
  let level = ["/"];
  for (let depth = 0; depth < maxDepth; depth++) {
    level = level
      .filter((path) => site.links.has(path) && !site.missing.has(path))
      .flatMap((path) => site.links.get(path) ?? [])
      .filter((path) => !seen.has(path) && seen.add(path));
  }
  return [...seen].filter((path) => site.links.has(path) && !site.missing.has(path)).sort();
}
