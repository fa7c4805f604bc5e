import { expect, test } from "vitest";
import { DocSite } from "../docsite.ts";
import { testSettings } from "../test-settings.ts";
import { buildCrawlPlan } from "./build-crawl-plan.ts";

const docSite = DocSite.parse({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "guide" },
  spec: { url: "https://docs.example.org/" },
});

test.each([
  ["first", undefined, /^20260301T120000Z-[0-9a-f]{8}$/],
  ["next", "20260228T030000Z-0123abcd", /^20260301T120000Z-/],
  ["one after the clock was put back", "20260301T125959Z-0123abcd", /^20260301T130000Z-/],
])("the %s snapshot sorts behind the published one", (_, lastSnapshot, expected) => {
  const now = new Date("2026-03-01T12:00:00Z");
  const facts = {
    generation: 1,
    trigger: "Request",
    scheduledAt: now,
    crawlName: "guide-1",
    now,
    lastSnapshot,
  } as const;

  const { configuration } = buildCrawlPlan(docSite, facts, testSettings);

  expect(configuration["snapshot"]).toMatch(expected);
});
