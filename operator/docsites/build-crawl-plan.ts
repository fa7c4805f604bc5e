import { createHash } from "node:crypto";
import { chooseOutput } from "../choose-output.ts";
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
  const { workers, network, auth, url } = docSite.spec;
  const { output: fallback, serviceAccountName, imagePullSecrets, podLabels, seccompProfile } = settings.crawls;
  const suffix = createHash("sha256").update(facts.crawlName).digest("hex").slice(0, 8);
  return {
    siteGeneration: facts.generation,
    trigger: facts.trigger,
    scheduledAt: toTimestamp(facts.scheduledAt),
    host: new URL(url).host,
    image: settings.image,
    ...(Object.keys(podLabels).length > 0 && { labels: podLabels }),
    ...(serviceAccountName && { serviceAccountName }),
    imagePullSecrets: [...imagePullSecrets],
    ...(seccompProfile && { seccompProfile }),
    activeDeadlineSeconds: settings.crawlDeadlineSeconds,
    output: chooseOutput(docSite, fallback).output,
    workers,
    network,
    ...(auth && { auth }),
    configuration: { ...buildPlan(docSite, { snapshot: `${buildSnapshotId(facts.now)}-${suffix}` }) },
  };
}
