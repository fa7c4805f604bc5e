import { expect, test } from "vitest";
import { planFor } from "../testing/plan.ts";
import type { Answer } from "./answer.ts";
import { Frontier } from "./frontier.ts";
import type { JournalRecord } from "./records.ts";

const START = "https://docs.test/";

/** Answers whatever is released until nothing is left; gives what was asked for, and with cookies or not. */
function run(frontier: Frontier, answer: (url: string, turn: number) => Omit<Answer, "release">) {
  const asked: { url: string; cookies: boolean }[] = [];
  const journal: JournalRecord[] = frontier.seed();
  for (let nowMs = 0; !frontier.isFinished(); nowMs += 1000) {
    for (const record of frontier.tick(nowMs)) {
      journal.push(record);
      if (record.type !== "released") continue;
      const entry = frontier.entryOf(record.entry);
      if (entry === undefined) throw new Error(`no entry ${record.entry}`);
      asked.push({ url: entry.url, cookies: frontier.sendsCookies(entry) });
      const settled = frontier.settle({ release: record.release, ...answer(entry.url, asked.length) }, nowMs);
      if (settled !== undefined) journal.push(settled);
    }
  }
  return { asked, journal };
}

const robots: Omit<Answer, "release"> = { outcome: { type: "robots", robots: { rules: [], sitemaps: [] } }, found: [] };
const page: Omit<Answer, "release"> = {
  outcome: { type: "page", hash: "h", length: 1000 },
  found: [],
  evidence: { generator: "generic", alternates: [] },
};
const wall = (to: string): Omit<Answer, "release"> => ({
  outcome: { type: "redirect", to, via: "http", setsCookies: true },
  found: [],
});

test("a page behind a wall is asked for until a worker is met that was given the cookies", () => {
  const frontier = new Frontier(planFor(START), "elsewhere");
  const untrained = 7;

  const { asked, journal } = run(frontier, (url, turn) => {
    if (url.endsWith("/robots.txt")) return robots;
    return url === START && turn <= untrained ? wall(START) : page;
  });

  expect(frontier.mainEntry()).toMatchObject({ bucket: "stored" });
  const start = asked.filter(({ url }) => url === START);
  expect(start.map(({ cookies }) => cookies)).toEqual([false, ...start.slice(1).map(() => true)]);
  const again = new Frontier(planFor(START), "elsewhere");
  for (const record of journal) again.apply(record);
  expect([...again.entries()]).toEqual([...frontier.entries()]);
});

test("a wall that never opens ends as a circle of redirects, after a bounded number of requests", () => {
  const frontier = new Frontier(planFor(START));

  const { asked } = run(frontier, (url) => {
    if (url.endsWith("/robots.txt")) return robots;
    return url === START ? wall(`${START}check`) : wall(START);
  });

  expect(frontier.isFinished()).toBe(true);
  expect([...frontier.entries()].filter(({ kind }) => kind === "page").map(({ reason }) => reason)).toEqual([
    "redirect",
    "redirect",
  ]);
  expect(asked.length).toBeLessThan(100);
});
