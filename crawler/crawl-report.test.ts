import fc from "fast-check";
import { expect, test } from "vitest";
import { CrawlReport, maxReportBytes } from "./contract.ts";
import { buildFailure, buildReport, formatReport } from "./crawl-report.ts";

const counts = { discovered: 12, stored: 9, unchanged: 1, skipped: 1, failed: 1 };

test("a published snapshot is told with its place and what changed", () => {
  const report = buildReport({
    type: "published",
    snapshot: "20260101T000000Z",
    location: "s3://docs/guide/snapshots/20260101T000000Z",
    counts,
    changes: { added: 2, changed: 3, removed: 4, unchanged: 1 },
    skippedByReason: {},
    failedByReason: {},
    elapsedMs: 1,
    transferredBytes: 1,
  });

  expect(CrawlReport.parse(JSON.parse(formatReport(report)))).toEqual({
    phase: "Succeeded",
    counts: { ...counts, changed: 5, removed: 4 },
    uri: "s3://docs/guide/snapshots/20260101T000000Z",
  });
});

test("whatever the message, the report can be read and is never cut", () => {
  const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 4000 }), fc.constant("\u0001".repeat(4000)));
  fc.assert(
    fc.property(anyText, anyText, (reason, message) => {
      const text = formatReport(buildFailure({ reason, message }));

      expect(Buffer.byteLength(text)).toBeLessThan(maxReportBytes);
      const read = CrawlReport.parse(JSON.parse(text));
      expect(read.phase).toBe("Failed");
      expect(message.startsWith(read.message?.replace(/…$/, "") ?? "?")).toBe(true);
    }),
  );
});
