import { CrawlSpec } from "../crawl.ts";
import { buildCrawlPlan } from "../docsites/build-crawl-plan.ts";
import { DocSite } from "../docsite.ts";
import { testSettings } from "../test-settings.ts";
import type { CrawlWorld } from "./crawl-world.ts";

export const now = new Date("2026-03-01T12:00:00Z");

/** A Crawl that was just made from a DocSite with this spec, and nothing else. */
export function buildWorld(spec: object = {}): CrawlWorld {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide", namespace: "default" },
    spec: { url: "https://docs.example.org/", ...spec },
  });
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const plan = buildCrawlPlan(docSite, facts, testSettings);
  const metadata = { name: "guide-1", namespace: "default", uid: "7", generation: 1 };
  return {
    crawl: {
      object: { metadata },
      name: "guide-1",
      createdAt: "2026-03-01T12:00:00Z",
      isDeleting: false,
      spec: CrawlSpec.parse({ siteRef: { name: "guide" }, plan }),
      status: {},
    },
    namespace: "default",
    children: new Map(),
    pods: [],
    hasClaim: false,
    report: undefined,
    planOfSite: undefined,
    settings: testSettings,
    now,
  };
}
