import type { KubeObject } from "../controller/kube-object.ts";
import type { CrawlPlan } from "../crawl.ts";
import { planName } from "./build-jobs.ts";
import { buildChildMetadata, buildLabels, type CrawlIdentity } from "./child-metadata.ts";
import { pod } from "./pod-contract.ts";

/** The DocSite's own claim. Nobody owns it: what was published stays when the DocSite goes. */
export function buildVolumeClaim(
  crawl: CrawlIdentity,
  name: string,
  { output }: CrawlPlan,
): KubeObject & { spec: object } {
  const { size = "10Gi", storageClassName } = output.volume ?? {};
  const { "docsynapse.io/crawl": _, ...labels } = buildLabels(crawl, "store");
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: crawl.namespace, labels },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
      ...(storageClassName && { storageClassName }),
    },
  };
}

/** The plan as a file for both roles; it holds no credential. */
export function buildPlanMap(crawl: CrawlIdentity, plan: CrawlPlan): KubeObject & { immutable: true; data: object } {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: buildChildMetadata(crawl, planName(crawl.name), "plan"),
    immutable: true,
    data: { [pod.planFile]: JSON.stringify(plan.configuration) },
  };
}
