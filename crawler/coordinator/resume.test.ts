import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Frontier } from "../frontier/frontier.ts";
import type { JournalRecord } from "../frontier/records.ts";
import type { Result, WorkItem } from "../messages.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import { stagedPath } from "../snapshot/staged.ts";
import { createVolumeStore } from "../store/volume.ts";
import { planFor } from "../testing/plan.ts";
import type { CoordinatorOptions } from "./options.ts";
import { CrawlLog } from "./crawl-log.ts";
import { openFileJournal } from "./file-journal.ts";
import { resume } from "./resume.ts";

const plan = planFor("http://site.test/", { politeness: { robots: "Ignore" } });

/** A crawl that had stored its start page and had a request for another one out. */
function journalOfKilledCrawl(): JournalRecord[] {
  const frontier = new Frontier(plan);
  const records = [...frontier.seed(), ...frontier.tick(0)];
  const settled = frontier.settle(
    {
      release: 1,
      outcome: { type: "page", hash: "h", length: 1 },
      found: [{ url: "http://site.test/next", kind: "page" }],
      evidence: { generator: "generic", alternates: [] },
    },
    1,
  );
  if (settled !== undefined) records.push(settled);
  return [...records, ...frontier.tick(2)];
}

describe("a resumed crawl", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "resume-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function resumed(staged: readonly string[]): Promise<Frontier> {
    const store = createVolumeStore(folder);
    for (const url of staged) await store.write(stagedPath(plan.snapshot, url), "{}\n");
    await using journal = await openFileJournal(join(folder, "journal.jsonl"));
    await journal.append(journalOfKilledCrawl());
    const frontier = new Frontier(plan);
    const options: CoordinatorOptions = {
      plan,
      planDigest: "d",
      work: createMemoryQueue<WorkItem>(),
      results: createMemoryQueue<Result>(),
      journal,
      workers: "here",
      store,
      previous: undefined,
      observer: { onSettled: () => 0, onReleased: () => 0, onNote: () => 0, onCounts: () => 0 },
      log: new CrawlLog(0),
      now: () => 1000,
      signal: new AbortController().signal,
    };
    await resume(frontier, options);
    return frontier;
  }

  it("keeps what was stored, and releases again what was out", async () => {
    const frontier = await resumed(["http://site.test/"]);

    expect(frontier.counts).toMatchObject({ discovered: 2, stored: 1 });
    expect(frontier.outstanding()).toEqual([]);
    const released = frontier.tick(1000).flatMap((record) => (record.type === "released" ? [record.entry] : []));
    expect(released).toContain("http://site.test/next");
  });

  it("opens a page again that was journaled and never written", async () => {
    const frontier = await resumed([]);

    expect(frontier.counts).toMatchObject({ discovered: 2, stored: 0 });
    expect(frontier.entryOf("http://site.test/")).toMatchObject({ state: "ready", bucket: undefined });
  });
});
