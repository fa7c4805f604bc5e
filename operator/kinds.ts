import { group, version } from "./docsite.ts";
import type { Resource } from "./controller/kube-object.ts";

/** Every kind that the operator reads or writes. */
export const kinds = {
  docSite: { group, version, kind: "DocSite", plural: "docsites" },
  crawl: { group, version, kind: "Crawl", plural: "crawls" },
  job: { group: "batch", version: "v1", kind: "Job", plural: "jobs" },
  pod: { group: "", version: "v1", kind: "Pod", plural: "pods" },
  configMap: { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps" },
  claim: { group: "", version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims" },
  autoscaler: {
    group: "autoscaling",
    version: "v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
  },
  networkPolicy: { group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", plural: "networkpolicies" },
} as const satisfies Record<string, Resource>;

/** Written and never followed: the operator may read no Secret but its own. */
export const secretResource: Resource = { group: "", version: "v1", kind: "Secret", plural: "secrets" };

export const labels = {
  managedBy: "app.kubernetes.io/managed-by",
  component: "app.kubernetes.io/component",
  site: `${group}/site`,
  crawl: `${group}/crawl`,
} as const;

export const managedBy = "docsynapse";
/** All that the operator made, and nothing else: what its caches hold of common kinds. */
export const managedSelector = `${labels.managedBy}=${managedBy}`;

export const crawlRequestedAt = `${group}/crawl-requested-at`;
/** On a Crawl: the trace that it belongs to. The plan stays the same with and without one. */
export const traceparentAnnotation = `${group}/traceparent`;
