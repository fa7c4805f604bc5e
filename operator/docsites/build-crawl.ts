import type { Traceparent } from "../../telemetry/traceparent.ts";
import type { KubeObject } from "../controller/kube-object.ts";
import { buildOwner } from "../crawls/child-metadata.ts";
import type { CrawlPlan } from "../crawl.ts";
import { apiVersion } from "../docsite.ts";
import { labels, managedBy, traceparentAnnotation } from "../kinds.ts";

/** A Crawl that belongs to its DocSite as a Job belongs to its CronJob. */
export function buildCrawl(
  site: { name: string; namespace: string; uid: string },
  name: string,
  plan: CrawlPlan,
  traceparent?: Traceparent,
): KubeObject & { spec: object } {
  return {
    apiVersion,
    kind: "Crawl",
    metadata: {
      name,
      namespace: site.namespace,
      labels: { [labels.managedBy]: managedBy, [labels.site]: site.name },
      ...(traceparent && { annotations: { [traceparentAnnotation]: traceparent } }),
      ownerReferences: [buildOwner("DocSite", site)],
    },
    spec: { siteRef: { name: site.name }, plan, workers: plan.workers.min, suspend: false },
  };
}
