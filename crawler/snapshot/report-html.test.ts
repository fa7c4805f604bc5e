import { expect, test } from "vitest";
import { buildReport, countBuckets, settleOutcomes } from "./report.ts";
import { buildReportHtml } from "./report-html.ts";
import type { PublishInput, UrlOutcome } from "./publish-input.ts";
import { createMemoryStore } from "../store/memory.ts";
import { stageSite } from "./testing-site.ts";

const outcome = (url: string, bucket: UrlOutcome["bucket"], rest: Partial<UrlOutcome> = {}): UrlOutcome => {
  return { url, kind: "page", bucket, via: "link", depth: 1, ...rest };
};

const counts = { pages: 2, added: 1, changed: 0, removed: 0, unchanged: 1, assets: 0, bytes: 10, folded: 0 };
const changes = { added: [], changed: [], removed: [], unchanged: 2 };

async function makeInput(): Promise<PublishInput> {
  return await stageSite(createMemoryStore(), { pages: {} }, "20260101T000000Z");
}

test("what a site says stays text in the report", async () => {
  const evil = `"><script>alert('1')</script>`;
  const outcomes = [outcome(`javascript:${evil}`, "failed", { reason: evil, detail: evil, from: evil, via: evil })];
  const page = { url: "u", path: `${evil}.md`, title: evil, hash: "", bytes: 1, missing: [evil] };
  const folded = [{ url: evil, into: evil, reason: "duplicate" as const }];

  const report = buildReport(await makeInput(), { counts, outcomes, folded, pages: [page], changes });
  const html = buildReportHtml(report, [page.path]);

  expect(html).not.toContain("<script");
  expect(html).not.toMatch(/href="(?!https?:|pages\/)/);
  expect(html).not.toMatch(/(?:src|@import|url\()=?["']?https?:/);
});

test("lists are bounded and say how much they leave out", async () => {
  const outcomes = Array.from({ length: 5000 }, (_, at) =>
    outcome(`https://x.example/${at}`, "failed", { reason: "timeout" }),
  );

  const report = buildReport(await makeInput(), { counts, outcomes, folded: [], pages: [], changes });

  expect(report.failed[0]?.total).toBe(5000);
  expect(buildReportHtml(report, []).length).toBeLessThan(60_000);
  expect(buildReportHtml(report, [])).toContain("and 4,900 more");
});

test("folded pages leave the stored bucket and the buckets still add up", () => {
  const outcomes = [outcome("a", "stored"), outcome("b", "stored"), outcome("c", "unchanged"), outcome("d", "failed")];

  const settled = settleOutcomes(outcomes, [{ url: "b", into: "a", reason: "duplicate" }]);

  expect(countBuckets(settled)).toEqual({ discovered: 4, stored: 1, unchanged: 1, skipped: 1, failed: 1 });
});
