import fc from "fast-check";
import { expect, test } from "vitest";
import { Plan } from "../../crawler/contract.ts";
import { arbitraryObject } from "../../tests/cluster/arbitrary-object.ts";
import { checkDocSite } from "../check-docsite.ts";
import { CrawlSpec } from "../crawl.ts";
import { docSiteCrd } from "../crd/crds.ts";
import { testSettings } from "../test-settings.ts";
import { buildCrawlPlan } from "./build-crawl-plan.ts";
import { computeOffsetMs, findDueTimes } from "./schedule.ts";

const specSchema = docSiteCrd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["spec"] ?? {};
/** Most with a sound URL, or too few would be sound. */
const anySpec = fc
  .tuple(arbitraryObject(specSchema), fc.option(fc.constant({ url: "https://docs.example.org/" })))
  .map(([spec, url]) => (typeof spec === "object" ? { ...spec, ...url } : spec));
const now = new Date("2026-03-01T12:00:00Z");
const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;

test("whatever DocSite the checks let through can be scheduled and planned, and its plan is one that a Crawl may have", () => {
  let planned = 0;

  fc.assert(
    fc.property(anySpec, (spec) => {
      const metadata = { name: "guide", namespace: "docs" };
      const { docSite } = checkDocSite({ apiVersion: "docsynapse.io/v1alpha1", kind: "DocSite", metadata, spec });
      if (docSite === undefined) return;
      const plan = buildCrawlPlan(docSite, facts, testSettings);
      expect(CrawlSpec.safeParse({ siteRef: { name: "guide" }, plan }).error).toBeUndefined();
      expect(Plan.safeParse(plan.configuration).error).toBeUndefined();
      const { schedule, timeZone } = docSite.spec;
      if (schedule !== undefined) {
        findDueTimes({ schedule, timeZone, since: now, now, offsetMs: computeOffsetMs("uid", schedule, 60_000) });
      }
      planned += 1;
    }),
    { numRuns: 1000 },
  );

  expect(planned).toBeGreaterThan(200);
});
