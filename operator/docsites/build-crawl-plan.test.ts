import { expect, test } from "vitest";
import { Plan } from "../../crawler/contract.ts";
import { DocSite } from "../docsite.ts";
import { testSettings } from "../test-settings.ts";
import { buildCrawlPlan } from "./build-crawl-plan.ts";

const now = new Date("2026-03-01T12:00:00Z");
const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
const docSite = DocSite.parse({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "guide", namespace: "docs" },
  spec: { url: "https://docs.example.org/" },
});

test("a crawl is named by its installation, and kept as often as NATS has servers for it", () => {
  const { configuration } = buildCrawlPlan(docSite, facts, {
    ...testSettings,
    installation: "east",
    streamReplicas: 3,
  });

  expect(Plan.parse(configuration)).toMatchObject({ installation: "east", streams: { replicas: 3 } });
});

test.each([
  ["signed", { areProvided: true }],
  ["shared", undefined],
] as const)("where logins are %s, an operator that makes streams says %j", (kind, streams) => {
  const { configuration } = buildCrawlPlan(docSite, facts, {
    ...testSettings,
    natsLogin: { kind, entries: [] },
    features: { ...testSettings.features, OperatorStreams: true },
  });

  expect(Plan.parse(configuration).streams).toEqual(streams);
});

test("what an installation does not say is not in the plan", () => {
  const { configuration } = buildCrawlPlan(docSite, facts, testSettings);

  expect(Object.keys(configuration)).not.toContain("installation");
  expect(Object.keys(configuration)).not.toContain("streams");
});

test.each([
  ["first", undefined, /^20260301T120000Z-[0-9a-f]{8}$/],
  ["next", "20260228T030000Z-0123abcd", /^20260301T120000Z-/],
  ["one after the clock was put back", "20260301T125959Z-0123abcd", /^20260301T130000Z-/],
])("the %s snapshot sorts behind the published one", (_, lastSnapshot, expected) => {
  const { configuration } = buildCrawlPlan(docSite, { ...facts, lastSnapshot }, testSettings);

  expect(configuration["snapshot"]).toMatch(expected);
});
