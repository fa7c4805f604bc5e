import type { CrawlPlan } from "../crawl.ts";

type Resources = NonNullable<CrawlPlan["workers"]["resources"]>;

const plain: Resources = { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } };
/** A browser besides, with a page a core: some 300 MB, and as much again for a page of several megabytes. */
const rendering: Resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "2Gi" } };

/**
 * What the DocSite asks for, completed by ours for each resource that it says nothing of: a request of ours beside a
 * limit of its own could be above it. An autoscaler on CPU needs a request on every container.
 */
export function chooseWorkerResources({ workers, browserImage }: CrawlPlan): Resources {
  const own = workers.resources;
  const ours = browserImage === undefined ? plain : rendering;
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
