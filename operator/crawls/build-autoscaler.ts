import type { CrawlPlan } from "../crawl.ts";
import { apiVersion } from "../docsite.ts";
import { buildChildMetadata, type CrawlIdentity } from "./child-metadata.ts";

/** Scales the Crawl, not its Job: the controller copies what it says. Undefined where there is nothing to choose. */
export function buildAutoscaler(crawl: CrawlIdentity, { workers }: CrawlPlan, usefulWorkers: number) {
  const maxReplicas = Math.max(workers.min, Math.min(workers.max, usefulWorkers));
  if (maxReplicas <= workers.min) return undefined;
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: buildChildMetadata(crawl, `${crawl.name}-workers`, "worker"),
    spec: {
      scaleTargetRef: { apiVersion, kind: "Crawl", name: crawl.name },
      minReplicas: workers.min,
      maxReplicas,
      metrics: [buildCpu(workers.targetCPUUtilization), ...workers.metrics.map(buildMetric)],
    },
  };
}

function buildCpu(averageUtilization: number) {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

function buildMetric({ type, name, averageValue, matchLabels }: CrawlPlan["workers"]["metrics"][number]) {
  const metric = { name, ...(matchLabels && { selector: { matchLabels } }) };
  const target = { type: "AverageValue", averageValue };
  return type === "Pods" ? { type, pods: { metric, target } } : { type, external: { metric, target } };
}
