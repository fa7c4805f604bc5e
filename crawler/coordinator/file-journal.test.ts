import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JournalRecord } from "../frontier/records.ts";
import { openFileJournal } from "./file-journal.ts";
import { JournalDamaged, type Journal } from "./journal.ts";

const claim = (atMs: number): JournalRecord => ({ type: "claim", atMs, planDigest: "d" });

async function readAll(journal: Journal): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of journal.replay()) records.push(record);
  return records;
}

describe("the journal in a file", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "journal-"));
    path = join(folder, "work", "journal.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("gives back after a restart what was appended, in order", async () => {
    const before = await openFileJournal(path);
    await Promise.all([before.append([claim(1), claim(2)]), before.append([claim(3)])]);
    await before.append([claim(4)]);
    await before[Symbol.asyncDispose]();

    const after = await openFileJournal(path);

    expect(await readAll(after)).toEqual([claim(1), claim(2), claim(3), claim(4)]);
    await after[Symbol.asyncDispose]();
  });

  it("drops a line that a kill cut short, however long, and goes on behind the last whole one", async () => {
    const before = await openFileJournal(path);
    await before.append([claim(1)]);
    await before[Symbol.asyncDispose]();
    await appendFile(path, `{"type":"claim","planDigest":"${"x".repeat(200_000)}`);

    const after = await openFileJournal(path);
    await after.append([claim(2)]);

    expect(await readAll(after)).toEqual([claim(1), claim(2)]);
    await after[Symbol.asyncDispose]();
    expect((await readFile(path, "utf8")).split("\n")).toHaveLength(3);
  });

  it("refuses a journal whose lines are something else", async () => {
    const journal = await openFileJournal(path);
    await appendFile(path, '{"type":"unheard-of"}\n');

    await expect(readAll(journal)).rejects.toThrow(JournalDamaged);
    await journal[Symbol.asyncDispose]();
  });
});
