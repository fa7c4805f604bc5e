import type { CrawlPlan } from "../crawl.ts";
import type { Resources } from "../docsite-result-fields.ts";
import type { OperatorSettings } from "../settings.ts";

const plain: Resources = { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } };
/** A browser besides, with a few pages: some 500 MB, and as much again for a page of several megabytes. */
const rendering: Resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "2Gi" } };

/** A journal's state and what is on its way: grows with the URLs of one site. */
const leading: Resources = { requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "1Gi" } };

export const chooseCoordinatorResources = ({ crawls }: OperatorSettings): Resources =>
  completeResources(crawls.coordinatorResources, leading);

export const chooseWorkerResources = ({ workers, browserImage }: CrawlPlan): Resources =>
  completeResources(workers.resources, browserImage === undefined ? plain : rendering);

/**
 * What is asked for, completed by ours for each resource that it says nothing of: a request of ours beside a limit of its
 * own could be above it. An autoscaler on CPU needs a request on every container.
 */
function completeResources(own: Resources | undefined, ours: Resources): Resources {
  const isSaid = (name: "cpu" | "memory") => (own?.requests?.[name] ?? own?.limits?.[name]) !== undefined;
  const complete = (part: "requests" | "limits") => {
    const { cpu, memory } = ours[part] ?? {};
    return {
      ...(cpu !== undefined && !isSaid("cpu") && { cpu }),
      ...(memory !== undefined && !isSaid("memory") && { memory }),
      ...own?.[part],
    };
  };
  return { requests: complete("requests"), limits: complete("limits") };
}
