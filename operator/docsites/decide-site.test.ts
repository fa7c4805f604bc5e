import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasEnded, type CrawlView } from "../crawls/crawl-view.ts";
import { CrawlSpec } from "../crawl.ts";
import { DocSiteStatus } from "../docsite-status.ts";
import { DocSiteSpec } from "../docsite.ts";
import { crawlRequestedAt } from "../kinds.ts";
import { decideSite, type SiteDecision } from "./decide-site.ts";
import type { SiteWorld } from "./site-world.ts";
import { testSettings } from "../test-settings.ts";

const start = new Date("2026-03-01T12:00:00Z");
const spec = (part: object = {}) => DocSiteSpec.parse({ url: "https://docs.example.org/", ...part });

function world(part: Partial<SiteWorld> = {}): SiteWorld {
  return {
    name: "guide",
    namespace: "default",
    uid: "0b9f",
    generation: 1,
    createdAt: "2026-03-01T12:00:00Z",
    annotations: {},
    spec: spec(),
    status: {},
    crawls: [],
    hasLeftoverPods: false,
    slot: "free",
    settings: testSettings,
    now: start,
    ...part,
  };
}

/** The world after a decision was carried out, at a later time. */
function carryOut(before: SiteWorld, decision: SiteDecision, laterMs = 1000): SiteWorld {
  const kept = before.crawls.filter((crawl) => !decision.remove.includes(crawl));
  const crawls = decision.create === undefined ? kept : [...kept, makeCrawl(before, decision)];
  return { ...before, crawls, status: decision.status, now: new Date(before.now.getTime() + laterMs) };
}

function makeCrawl({ generation, now }: SiteWorld, { create }: SiteDecision): CrawlView {
  const plan = {
    ...planFacts,
    siteGeneration: generation,
    trigger: create?.kind,
    scheduledAt: seconds(create?.scheduledAt ?? now),
  };
  const name = create?.crawlName ?? "";
  const metadata = { name, creationTimestamp: seconds(now) };
  return {
    object: { metadata },
    name,
    createdAt: seconds(now),
    isDeleting: false,
    spec: CrawlSpec.parse({ siteRef: { name: "guide" }, plan }),
    status: {},
  };
}

const seconds = (date: Date) => date.toISOString().replace(/\.\d+Z$/, "Z");
const planFacts = { host: "docs.example.org", image: "crawler", activeDeadlineSeconds: 60, configuration: {} };

function end(before: SiteWorld, phase: "Succeeded" | "Failed"): SiteWorld {
  const crawls = before.crawls.map((crawl) => {
    if (hasEnded(crawl)) return crawl;
    const snapshot = { id: seconds(before.now).replace(/[-:]/g, ""), pages: 3 };
    return { ...crawl, status: { phase, ...(phase === "Succeeded" ? { snapshot } : {}) } };
  });
  return { ...before, crawls };
}

const condition = ({ status }: SiteDecision, type: string) => status.conditions?.find((each) => each.type === type);

describe("a DocSite", () => {
  test("is crawled at once when it is new, and says so", () => {
    const decision = decideSite(world());

    expect(decision.create).toMatchObject({ kind: "First" });
    expect(condition(decision, "Ready")).toMatchObject({ status: "False", reason: "NeverCrawled" });
    expect(condition(decision, "Reconciling")).toMatchObject({ status: "True" });
    expect(decision.status.observedGeneration).toBe(1);
    expect(decision.status.output).toEqual({ from: "Default", location: "claim guide-docsynapse" });
  });

  test("is ready when its crawl has published, and then writes nothing more", () => {
    const crawling = carryOut(world(), decideSite(world()));
    const published = end(crawling, "Succeeded");

    const decision = decideSite(published);
    const again = decideSite(carryOut(published, decision));

    expect(condition(decision, "Ready")).toMatchObject({ status: "True", reason: "Published" });
    expect(again.status).toEqual(decision.status);
    expect([again.create, again.remove, again.events]).toEqual([undefined, [], []]);
  });

  test("that was edited while its first crawl published is not crawled once more", () => {
    const published = end(carryOut(world(), decideSite(world())), "Succeeded");

    expect(decideSite({ ...published, generation: 2 }).create).toBeUndefined();
  });

  test("stays ready but degraded when a later crawl fails", () => {
    const published = end(carryOut(world(), decideSite(world())), "Succeeded");
    const asked = { ...carryOut(published, decideSite(published)), annotations: { [crawlRequestedAt]: "now" } };
    const failed = end(carryOut(asked, decideSite(asked)), "Failed");

    const decision = decideSite(failed);

    expect(condition(decision, "Ready")).toMatchObject({ status: "True" });
    expect(condition(decision, "Degraded")).toMatchObject({ status: "True", reason: "CrawlFailed" });
    expect(condition(decision, "Stalled")).toMatchObject({ status: "False" });
  });

  test("stalls when its only crawl failed, until it is edited", () => {
    const failed = end(carryOut(world(), decideSite(world())), "Failed");
    const stalled = carryOut(failed, decideSite(failed));

    expect(condition(decideSite(stalled), "Stalled")).toMatchObject({ status: "True", reason: "CrawlFailed" });
    expect(decideSite({ ...stalled, generation: 2 }).create).toMatchObject({ kind: "First" });
  });

  test("stalls when its only Crawl was deleted before its end, until it is asked for again", () => {
    const running = carryOut(world(), decideSite(world()));
    const told = carryOut(running, decideSite(running));
    const gone = carryOut({ ...told, crawls: [] }, decideSite({ ...told, crawls: [] }));
    const decision = decideSite(gone);

    expect(decision.create).toBeUndefined();
    expect(decision.status.lastCrawl).toMatchObject({ phase: "Failed", finishedAt: "2026-03-01T12:00:02Z" });
    expect(condition(decision, "Stalled")).toMatchObject({ status: "True", reason: "CrawlFailed" });
    expect(condition(decision, "Ready")?.message).toMatch(/^Crawl guide-[0-9a-f]{8} was deleted before its end$/);
    expect(decideSite({ ...gone, annotations: { [crawlRequestedAt]: "now" } }).create?.kind).toBe("Request");
  });

  test("says why its crawl failed also when the Crawl is past its history", () => {
    const given = world({ spec: spec({ history: { failed: 0 } }) });
    const failed = end(carryOut(given, decideSite(given)), "Failed");
    const before = carryOut(failed, decideSite(failed));
    const after = carryOut(before, decideSite(before));

    expect(after.crawls).toEqual([]);
    expect(decideSite(after).status.conditions).toEqual(before.status.conditions);
  });

  test("names what is wrong with it, and starts nothing", () => {
    const decision = decideSite(
      world({ spec: { problem: 'spec.timeZone: found "Mars"; allowed: an IANA time zone' } }),
    );

    expect(decision.create).toBeUndefined();
    expect(condition(decision, "Stalled")).toMatchObject({ status: "True", reason: "InvalidSpec" });
    expect(condition(decision, "Stalled")?.message).toContain("spec.timeZone");
  });

  test.each([
    ["cluster full", "WaitingForSlot"],
    ["host busy", "WaitingForHost"],
  ] as const)("waits when it finds the %s, says so, and looks again", (slot, reason) => {
    const decision = decideSite(world({ slot }));

    expect(decision.create).toBeUndefined();
    expect(condition(decision, "Reconciling")).toMatchObject({ status: "True", reason });
    expect(decision.againAfterMs).toBeLessThanOrEqual(60_000);
  });

  test("waits for the pods of the last crawl", () => {
    expect(condition(decideSite(world({ hasLeftoverPods: true })), "Reconciling")).toMatchObject({
      reason: "WaitingForPods",
    });
  });

  test("is crawled once for a request, also when the status was not written in between", () => {
    const ended = end(carryOut(world(), decideSite(world())), "Succeeded");
    const published = carryOut(ended, decideSite(ended));
    const asked = { ...published, annotations: { [crawlRequestedAt]: "2026-03-01T13:00:00Z" } };
    const decision = decideSite(asked);
    const unwritten = end({ ...carryOut(asked, decision), status: asked.status }, "Succeeded");

    expect(decision.create?.kind).toBe("Request");
    expect(decideSite(unwritten).create).toBeUndefined();
    expect(decideSite(unwritten).status.lastHandledCrawlRequest).toBe("2026-03-01T13:00:00Z");
  });

  test("replaces a running crawl only if its policy says so", () => {
    const scheduled = { schedule: "@hourly" };
    const running = carryOut(world({ spec: spec(scheduled) }), decideSite(world()), 3 * 3_600_000);

    const forbid = decideSite(running);
    const replace = decideSite({ ...running, spec: spec({ ...scheduled, concurrencyPolicy: "Replace" }) });

    expect([forbid.create, forbid.remove]).toEqual([undefined, []]);
    expect(replace.remove.map(({ name }) => name)).toEqual(running.crawls.map(({ name }) => name));
    expect(replace.create).toBeUndefined();
  });

  test("starts nothing while suspended, and keeps what it was asked for", () => {
    const asked = world({ spec: spec({ suspend: true }), annotations: { [crawlRequestedAt]: "x" } });

    const suspended = decideSite(asked);
    const resumed = decideSite({ ...carryOut(asked, suspended), spec: spec() });

    expect(suspended.create).toBeUndefined();
    expect(resumed.create?.kind).toBe("Request");
  });

  test("tells of a crawl that came too late, and waits for the next time", () => {
    const late = spec({ schedule: "0 3 * * *", startingDeadlineSeconds: 60 });
    const status = { snapshot: { id: "20260301T030000Z" }, lastScheduleTime: "2026-03-01T03:00:00Z" };

    const decision = decideSite(world({ spec: late, status, now: new Date("2026-03-02T09:00:00Z") }));

    expect(decision.create).toBeUndefined();
    expect(decision.events.map(({ reason }) => reason)).toEqual(["MissedDeadline"]);
    expect(decision.status.lastScheduleTime).toBe("2026-03-02T03:00:00Z");
  });
});

const step = fc.record({
  do: fc.constantFrom(
    "reconcile",
    "succeed",
    "fail",
    "edit",
    "ask",
    "suspend",
    "resume",
    "full",
    "free",
    "forget",
    "delete",
  ),
  laterMs: fc.integer({ min: 1000, max: 7_200_000 }),
});

test("whatever happens, one crawl is active at most, and in a quiet world the writes end", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(undefined, "@hourly", "*/7 * * * *", "0 3 * * *"),
      fc.constantFrom("Forbid", "Replace"),
      (steps, schedule, concurrencyPolicy) => {
        const given = { ...(schedule === undefined ? {} : { schedule }), concurrencyPolicy };
        let now = world({ spec: spec(given) });
        const act: Record<(typeof steps)[number]["do"], () => SiteWorld> = {
          reconcile: () => now,
          succeed: () => end(now, "Succeeded"),
          fail: () => end(now, "Failed"),
          edit: () => ({ ...now, generation: now.generation + 1 }),
          ask: () => ({ ...now, annotations: { [crawlRequestedAt]: now.now.toISOString() } }),
          suspend: () => ({ ...now, spec: spec({ ...given, suspend: true }) }),
          resume: () => ({ ...now, spec: spec(given) }),
          full: () => ({ ...now, slot: "cluster full" as const }),
          delete: () => ({ ...now, crawls: [] }),
          free: () => ({ ...now, slot: "free" as const }),
          // The process died between its writes: the Crawl is there, the status is not.
          forget: () => ({ ...carryOut(now, decideSite(now)), status: now.status }),
        };
        for (const each of steps) {
          now = act[each.do]();
          now = carryOut(now, decideSite(now), each.laterMs);
          expect(now.crawls.filter((crawl) => !hasEnded(crawl)).length).toBeLessThanOrEqual(1);
          expect(new Set(now.crawls.map(({ name }) => name)).size).toBe(now.crawls.length);
          expect(DocSiteStatus.safeParse(now.status).success).toBe(true);
        }

        for (let round = 0; round < 5; round += 1)
          now = carryOut(end(now, "Succeeded"), decideSite(end(now, "Succeeded")), 1);
        const settled = decideSite(now);

        expect(settled.status).toEqual(now.status);
        expect([settled.create, settled.remove, settled.events]).toEqual([undefined, [], []]);
      },
    ),
    { numRuns: 300 },
  );
});
