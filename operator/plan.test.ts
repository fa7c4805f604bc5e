import { expect, test } from "vitest";
import { buildPlan, buildSnapshotId } from "./plan.ts";
import { readDocSites } from "./read-docsites.ts";

function planOf(spec: string) {
  const text = `apiVersion: docsynapse.io/v1alpha1\nkind: DocSite\nmetadata: {name: guide}\nspec: ${spec}\n`;
  const [docSite] = readDocSites(text).docSites;
  if (docSite === undefined) throw new Error("not valid");
  return buildPlan(docSite, { snapshot: "20260101T000000Z" });
}

test.each([
  ["https://x.org/", 10],
  ["http://localhost:8080/", undefined],
  ["http://127.8.9.1/", undefined],
  ["'http://[::1]/'", undefined],
  ["http://localhost.example.org/", 10],
])("the rate for %s is %s by default", (url, rate) => {
  expect(planOf(`{url: ${url}}`).politeness.requestsPerSecond).toBe(rate);
});

test("one host that is not loopback brings the limit back", () => {
  expect(planOf("{url: http://localhost/, scope: {hosts: [x.org]}}").politeness.requestsPerSecond).toBe(10);
});

test("a rate of zero is no limit, and a rate that is given holds for loopback too", () => {
  expect(
    planOf("{url: https://x.org/, politeness: {requestsPerSecond: 0}}").politeness.requestsPerSecond,
  ).toBeUndefined();
  expect(planOf("{url: http://localhost/, politeness: {requestsPerSecond: 2}}").politeness.requestsPerSecond).toBe(2);
});

test("the plan names the site and holds URLs as a browser writes them, without fragments", () => {
  const plan = planOf("{url: 'https://X.org/ä#top', retention: {maxAge: 1d12h}}");

  expect(plan.site).toBe("default/guide");
  expect(plan.url).toBe("https://x.org/%C3%A4");
  expect(plan.retention.maxAgeSeconds).toBe(129_600);
});

test("snapshot ids sort by age", () => {
  expect(buildSnapshotId(new Date("2026-01-31T23:59:59.999Z"))).toBe("20260131T235959Z");
});
