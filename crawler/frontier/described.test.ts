import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../contract.ts";
import { planFor } from "../testing/plan.ts";
import type { Answer } from "./answer.ts";
import { Frontier } from "./frontier.ts";
import type { JournalRecord } from "./records.ts";

const ROOT = "http://site.test";
const START = `${ROOT}/docs/`;
const PAGES = 8;

type Fate = "read" | "settings" | "gone" | "elsewhere" | "circle";

const isRead = (fate: Fate): boolean => fate === "read" || fate === "settings";

/** A site whose pages are drawn from descriptions with these fates; cut off after so many answers and taken up again. */
function crawl(
  plan: Plan,
  fateOf: (page: number) => Fate,
  pick: (count: number) => number,
  cutAfter: number,
): Frontier {
  let frontier = new Frontier(plan);
  const journal: JournalRecord[] = frontier.seed();
  const out: { release: number; url: string; isDocument: boolean; undescribed: string | undefined }[] = [];
  let nowMs = 1_000_000;
  for (let answers = 0; !frontier.isFinished(); answers += 1) {
    if (answers === cutAfter) {
      frontier = new Frontier(plan);
      for (const record of journal) frontier.apply(record);
      // Its files were never written.
      const lost = [...frontier.entries()].filter(({ kind, bucket }) => kind === "page" && bucket === "stored");
      journal.push(...frontier.reopen(lost.map(({ key }) => key)), ...frontier.abandon(nowMs));
      out.length = 0;
    }
    for (const record of frontier.tick(nowMs)) {
      journal.push(record);
      const entry = record.type === "released" ? frontier.entryOf(record.entry) : undefined;
      if (record.type !== "released" || entry === undefined) continue;
      const { url, kind, undescribed } = entry;
      out.push({ release: record.release, url, isDocument: kind === "api", undescribed });
    }
    const [next] = out.splice(pick(out.length) % Math.max(1, out.length), 1);
    nowMs += 10;
    if (next === undefined) continue;
    const settled = frontier.settle({ release: next.release, ...answerTo(next, fateOf) }, nowMs);
    if (settled !== undefined) journal.push(settled);
  }
  return frontier;
}

function answerTo(
  { url, isDocument, undescribed }: { url: string; isDocument: boolean; undescribed: string | undefined },
  fateOf: (page: number) => Fate,
): Omit<Answer, "release"> {
  if (url.endsWith("robots.txt"))
    return { outcome: { type: "robots", robots: { rules: [], sitemaps: [] } }, found: [] };
  const page = Number(/\d+/.exec(new URL(url).pathname)?.[0] ?? Number.NaN);
  if (Number.isNaN(page)) {
    if (url !== START) return { outcome: { type: "fail", reason: "not-found" }, found: [] };
    const found = Array.from({ length: PAGES }, (_, n) => ({ url: `${START}p${n}`, kind: "page" as const }));
    return { outcome: { type: "page", hash: "start", length: 5 }, found };
  }
  const fate = fateOf(page);
  if (isDocument) return documentAnswer(url, page, fate);
  if (undescribed !== undefined)
    return { outcome: { type: "skip", reason: "needs-javascript", detail: undescribed }, found: [] };
  const by =
    fate === "elsewhere" ? "http://other.test/a.json" : `${ROOT}/api/${page}/${fate === "read" ? "doc" : "settings"}`;
  return { outcome: { type: "described", by }, found: [] };
}

function documentAnswer(url: string, page: number, fate: Fate): Omit<Answer, "release"> {
  if (fate === "gone") return { outcome: { type: "fail", reason: "not-found" }, found: [] };
  if (url.endsWith("/doc") && fate !== "circle")
    return { outcome: { type: "page", hash: `page ${page}`, length: 5 }, found: [] };
  const to = url.endsWith("/doc") ? "settings" : "doc";
  return { outcome: { type: "redirect", to: `${ROOT}/api/${page}/${to}`, via: "refresh" }, found: [] };
}

describe("pages that are drawn from descriptions", () => {
  const fates = fc.array(fc.constantFrom<Fate>("read", "settings", "gone", "elsewhere", "circle"), {
    minLength: PAGES,
    maxLength: PAGES,
  });

  it("end as what became of these, in any order of answers and after any cut", () => {
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat(20)), fc.nat(60), (given, picks, cutAfter) => {
        const stream = picks[Symbol.iterator]();
        const pick = (): number => stream.next().value ?? 0;

        const frontier = crawl(planFor(START), (page) => given[page] ?? "read", pick, cutAfter);

        const ends = given.map((_, page) => frontier.entryOf(`${START}p${page}`));
        expect(ends.map((entry) => entry?.bucket)).toEqual(given.map((fate) => (isRead(fate) ? "stored" : "skipped")));
        expect(ends.map((entry) => entry?.hash)).toEqual(
          given.map((fate, page) => (isRead(fate) ? `page ${page}` : undefined)),
        );
        expect(frontier.counts.stored).toBe(1 + given.filter(isRead).length);
      }),
      { numRuns: 200 },
    );
  });

  it("never pass the limit of pages", () => {
    fc.assert(
      fc.property(fates, fc.infiniteStream(fc.nat(20)), fc.integer({ min: 1, max: 6 }), (given, picks, maxPages) => {
        const stream = picks[Symbol.iterator]();
        const plan = planFor(START, { scope: { maxPages } });

        const { counts } = crawl(
          plan,
          (page) => given[page] ?? "read",
          () => stream.next().value ?? 0,
          -1,
        );

        expect(counts.stored).toBeLessThanOrEqual(maxPages);
      }),
      { numRuns: 100 },
    );
  });
});
