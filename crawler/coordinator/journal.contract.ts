import { describe, expect, it } from "vitest";
import type { JournalRecord } from "../frontier/records.ts";
import type { Journal } from "./journal.ts";

export const claim = (atMs: number, planDigest = "d"): JournalRecord => ({ type: "claim", atMs, planDigest });

export async function readAll(journal: Journal): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const some of journal.replay()) records.push(...some);
  return records;
}

/** What every journal must do. `create` makes a place of its own and returns how to open the journal that is there. */
export function describeJournal(name: string, create: () => Promise<() => Promise<Journal>>): void {
  describe(name, () => {
    it("is empty at first", async () => {
      await using journal = await (await create())();

      expect(await readAll(journal)).toEqual([]);
    });

    it("gives back after a restart what was appended, in order", async () => {
      const open = await create();
      {
        await using before = await open();
        await Promise.all([before.append([claim(1), claim(2)]), before.append([claim(3)])]);
        await before.append([claim(4)]);
      }

      await using after = await open();

      expect(await readAll(after)).toEqual([claim(1), claim(2), claim(3), claim(4)]);
    });

    it("goes on behind what was replayed", async () => {
      const open = await create();
      {
        await using before = await open();
        await before.append([claim(1)]);
      }
      {
        await using journal = await open();
        await readAll(journal);
        await journal.append([claim(2)]);
        await journal.append([claim(3)]);
      }

      await using after = await open();

      expect(await readAll(after)).toEqual([claim(1), claim(2), claim(3)]);
    });

    it("keeps a record of some megabytes, and small ones around it", async () => {
      const open = await create();
      const large = claim(2, "ä".repeat(1_500_000));
      {
        await using before = await open();
        await before.append([claim(1), large, claim(3)]);
      }

      await using after = await open();

      expect(await readAll(after)).toEqual([claim(1), large, claim(3)]);
    });

    it("keeps every character of a text", async () => {
      const open = await create();
      const odd = claim(1, "a\nb\r\nc\u2028d\u2029e\u0000\u{1F600}");
      {
        await using before = await open();
        await before.append([odd, claim(2)]);
      }

      await using after = await open();

      expect(await readAll(after)).toEqual([odd, claim(2)]);
    });

    it("takes thousands of appends at once", async () => {
      const open = await create();
      const records = Array.from({ length: 5000 }, (_, n) => claim(n));
      {
        await using before = await open();
        await Promise.all(records.map((record) => before.append([record])));
      }

      await using after = await open();

      expect(await readAll(after)).toEqual(records);
    });
  });
}
