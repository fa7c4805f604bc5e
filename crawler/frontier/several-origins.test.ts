import { describe, expect, it } from "vitest";
import type { Plan } from "../contract.ts";
import { planFor } from "../testing/plan.ts";
import type { Answer } from "./answer.ts";
import { Frontier } from "./frontier.ts";
import type { JournalRecord } from "./records.ts";

/** What each URL answers; everything else is not found. */
type Answers = Readonly<Record<string, Omit<Answer, "release">>>;

const NOT_FOUND: Omit<Answer, "release"> = { outcome: { type: "fail", reason: "not-found" }, found: [] };
const NO_RULES: Omit<Answer, "release"> = {
  outcome: { type: "robots", robots: { rules: [], sitemaps: [] } },
  found: [],
};
const redirect = (to: string): Omit<Answer, "release"> => ({
  outcome: { type: "redirect", to, via: "http" },
  found: [],
});
const page = (...links: string[]): Omit<Answer, "release"> => ({
  outcome: { type: "page", hash: links.join(" ") || "leaf", length: 1000 },
  found: links.map((url) => ({ url, kind: "page" })),
  evidence: { generator: "generic", alternates: [] },
});

/** Crawls until nothing is open; throws when nothing leaves any more. */
function crawl(plan: Plan, answers: Answers): Frontier {
  const frontier = new Frontier(plan);
  let records: JournalRecord[] = frontier.seed();
  let nowMs = 0;
  for (let step = 0; step < 500; step++) {
    records = frontier.tick(nowMs);
    if (frontier.isFinished()) return frontier;
    for (const record of records) {
      if (record.type !== "released") continue;
      const answer = answers[frontier.entryOf(record.entry)?.url ?? ""] ?? NOT_FOUND;
      frontier.settle({ ...answer, release: record.release }, nowMs);
    }
    nowMs = Math.max(nowMs + 1, frontier.nextTickMs() ?? nowMs);
  }
  throw new Error("the crawl does not end");
}

const stored = (frontier: Frontier): string[] =>
  [...frontier.entries()].flatMap(({ kind, bucket, url }) => (kind === "page" && bucket === "stored" ? [url] : []));

describe("a crawl over several origins", () => {
  it("ends when http sends robots.txt and pages to https", () => {
    const frontier = crawl(planFor("http://x.test/"), {
      "http://x.test/robots.txt": redirect("https://x.test/robots.txt"),
      "https://x.test/robots.txt": NO_RULES,
      "http://x.test/": redirect("https://x.test/"),
      "https://x.test/": page("https://x.test/a", "http://x.test/b"),
      "https://x.test/a": page("http://x.test/b"),
      "http://x.test/b": redirect("https://x.test/b"),
      "https://x.test/b": page("https://x.test/"),
    });

    expect(stored(frontier).sort()).toEqual(["https://x.test/", "https://x.test/a", "https://x.test/b"]);
  });

  it("ends when robots.txt names a list while the pages have moved", () => {
    const frontier = crawl(planFor("http://x.test/"), {
      "http://x.test/robots.txt": {
        outcome: { type: "robots", robots: { rules: [], sitemaps: ["http://x.test/sitemap.xml"] } },
        found: [{ url: "http://x.test/sitemap.xml", kind: "list", format: "sitemap" }],
      },
      "https://x.test/robots.txt": NO_RULES,
      "http://x.test/": redirect("https://x.test/"),
      "https://x.test/": page(),
    });

    expect(stored(frontier)).toEqual(["https://x.test/"]);
  });

  it("ends with several start URLs of which the first one moves", () => {
    const frontier = crawl(planFor("https://x.test/docs/", { startUrls: ["https://x.test/guide/"] }), {
      "https://x.test/robots.txt": NO_RULES,
      "https://x.test/docs/": redirect("https://x.test/docs/latest/"),
      "https://x.test/docs/latest/": page("https://x.test/docs/latest/a"),
      "https://x.test/docs/latest/a": page("https://x.test/docs/latest/"),
      "https://x.test/guide/": page("https://x.test/guide/b"),
      "https://x.test/guide/b": page("https://x.test/guide/"),
    });

    expect(stored(frontier)).toHaveLength(4);
  });

  it("fails the pages of an origin whose robots.txt is too large to be read", () => {
    const frontier = crawl(planFor("https://x.test/"), {
      "https://x.test/robots.txt": { outcome: { type: "skip", reason: "too-large" }, found: [] },
    });

    expect(frontier.mainEntry()).toMatchObject({ bucket: "failed", reason: "server-error" });
  });
});

describe("a crawl that is stopped and resumed", () => {
  it("does not take stops for lost permits, however many there are", () => {
    const plan = planFor("https://x.test/");
    const journal: JournalRecord[] = new Frontier(plan).seed();
    for (let stop = 0; stop < 5; stop++) {
      const frontier = new Frontier(plan);
      for (const record of journal) frontier.apply(record);
      journal.push(...frontier.abandon(stop * 1000), ...frontier.tick(stop * 1000));
    }

    const last = new Frontier(plan);
    for (const record of journal) last.apply(record);

    expect([...last.entries()].every(({ state }) => state !== "done")).toBe(true);
  });

  it("does not take the time between two runs for an outage", () => {
    const plan = planFor("https://x.test/", { politeness: { robots: "Ignore", maxConcurrency: 16 } });
    const before = new Frontier(plan);
    const links = Array.from({ length: 20 }, (_, n) => `https://x.test/p${n}`);
    const journal: JournalRecord[] = [...before.seed(), ...before.tick(0)];
    const first = before.settle({ ...page(...links), release: 1 }, 1);
    if (first !== undefined) journal.push(first);
    for (const record of before.tick(2)) {
      journal.push(record);
      if (record.type !== "released") continue;
      const down: Answer = {
        release: record.release,
        outcome: { type: "retry", reason: "server-error" },
        found: [],
      };
      const settled = before.settle(down, 3);
      if (settled !== undefined) journal.push(settled);
    }
    const hourLater = 3_600_000;

    const after = new Frontier(plan);
    for (const record of [...journal, { type: "claim" as const, atMs: hourLater, planDigest: "d" }])
      after.apply(record);
    const records = after.tick(hourLater);

    expect(records.filter(({ type }) => type === "closed")).toEqual([]);
    expect(records.some(({ type }) => type === "released")).toBe(true);
  });
});
