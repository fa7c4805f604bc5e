import { createHash } from "node:crypto";
import { toTimestamp } from "../controller/clock.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { DocSite } from "../docsite.ts";
import { buildPlan, buildSnapshotId } from "../plan.ts";
import type { OperatorSettings } from "../settings.ts";

export interface PlanFacts {
  readonly generation: number;
  readonly trigger: CrawlPlan["trigger"];
  readonly scheduledAt: Date;
  /** Keeps the snapshots of two crawls apart that start in one second. */
  readonly crawlName: string;
  readonly now: Date;
}

/** Everything about one crawl, frozen. */
export function buildCrawlPlan(docSite: DocSite, facts: PlanFacts, settings: OperatorSettings): CrawlPlan {
  const { output, workers, network, auth, url } = docSite.spec;
  const suffix = createHash("sha256").update(facts.crawlName).digest("hex").slice(0, 8);
  return {
    siteGeneration: facts.generation,
    trigger: facts.trigger,
    scheduledAt: toTimestamp(facts.scheduledAt),
    host: new URL(url).host,
    image: settings.image,
    imagePullSecrets: [],
    activeDeadlineSeconds: settings.crawlDeadlineSeconds,
    output,
    workers,
    network,
    ...(auth && { auth }),
    configuration: {
      ...buildPlan(docSite, {
        snapshot: `${buildSnapshotId(facts.now)}-${suffix}`,
        ...(settings.streamReplicas > 1 && { streams: { replicas: settings.streamReplicas } }),
        ...(settings.installation !== undefined && { installation: settings.installation }),
      }),
    },
  };
}
