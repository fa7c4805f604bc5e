import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeJournal, nameCrawl, permissionsFor, readJournal, type CrawlKey } from "./nats-names.ts";

const site = fc
  .tuple(fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/), fc.stringMatching(/^[a-z0-9][-a-z0-9.]{0,60}$/))
  .map(([namespace, name]) => `${namespace}/${name}`);
const crawl: fc.Arbitrary<CrawlKey> = fc.record(
  { site, snapshot: fc.constant("20260101T000000Z-0a1b2c3d"), installation: fc.stringMatching(/^[a-z0-9]{1,32}$/) },
  { requiredKeys: ["site", "snapshot"] },
);

describe("names in NATS", () => {
  test("are what NATS takes for a stream, a subject and a key", () => {
    fc.assert(
      fc.property(crawl, (key) => {
        const { id, streams, subjects, bodies } = nameCrawl(key);

        for (const name of [...Object.values(streams), bodies, id]) expect(name).toMatch(/^[A-Za-z0-9-]+$/);
        for (const subject of Object.values(subjects)) expect(subject.split(".")).toHaveLength(3);
      }),
    );
  });

  test("differ by site, snapshot and installation", () => {
    const base = { site: "docs/guide", snapshot: "20260101T000000Z" };
    const all = [
      base,
      { ...base, site: "docs-guide" },
      { ...base, site: `docs/${"a".repeat(60)}b` },
      { ...base, site: `docs/${"a".repeat(60)}c` },
      { ...base, snapshot: "20260101T000001Z" },
      { ...base, installation: "prod" },
    ];

    expect(new Set(all.map((key) => nameCrawl(key).id)).size).toBe(all.length);
  });

  test("are so short that a login for them fits into a client's first line", () => {
    fc.assert(
      fc.property(crawl, (key) => {
        const names = nameCrawl({ ...key, site: `${"n".repeat(63)}/${"s".repeat(63)}` });
        for (const areStreamsProvided of [false, true]) {
          const { publish } = permissionsFor("coordinator", names, { areStreamsProvided });
          // Base64 makes four of three; what is around them in the token and in the line takes 1400.
          expect((JSON.stringify(publish).length * 4) / 3 + 1400).toBeLessThan(4096);
        }
      }),
      { numRuns: 5 },
    );
  });
});

describe("a journal", () => {
  test("tells which crawl it is of", () => {
    fc.assert(
      fc.property(crawl, (key) => {
        expect(readJournal(nameCrawl(key).streams.journal, describeJournal(key))).toEqual(key);
      }),
    );
  });

  test.each([
    ["says nothing", {}],
    ["says that it is another one's", describeJournal({ site: "docs/other", snapshot: "20260101T000000Z" })],
  ])("that %s is nobody's", (_, metadata) => {
    const { journal } = nameCrawl({ site: "docs/guide", snapshot: "20260101T000000Z" }).streams;

    expect(readJournal(journal, metadata)).toBeUndefined();
  });
});
