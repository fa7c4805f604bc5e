import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFileJournal } from "./file-journal.ts";
import { claim, describeJournal, readAll } from "./journal.contract.ts";
import { JournalDamaged } from "./journal.ts";

const folders: string[] = [];

afterAll(async () => {
  for (const one of folders) await rm(one, { recursive: true });
});

describeJournal("the journal in a file", async () => {
  const place = await mkdtemp(join(tmpdir(), "journal-"));
  folders.push(place);
  return () => openFileJournal(join(place, "journal.jsonl"));
});

describe("the journal in a file", () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "journal-"));
    path = join(folder, "work", "journal.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true }));

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

  it.skipIf(process.platform !== "linux")("says that the disk is full, and what to do", async () => {
    await using journal = await openFileJournal("/dev/full");

    await expect(journal.append([claim(1)])).rejects.toThrow(/\/dev\/full: the volume is full: free space/);
  });

  it("refuses a journal whose lines are something else", async () => {
    const journal = await openFileJournal(path);
    await appendFile(path, '{"type":"unheard-of"}\n');

    await expect(readAll(journal)).rejects.toThrow(JournalDamaged);
    await journal[Symbol.asyncDispose]();
  });
});
