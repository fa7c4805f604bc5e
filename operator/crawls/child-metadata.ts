import type { Traceparent } from "../../telemetry/traceparent.ts";
import type { OwnerReference } from "../controller/kube-object.ts";
import { apiVersion } from "../docsite.ts";
import { labels, managedBy } from "../kinds.ts";

export interface CrawlIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly site: string;
  /** Of the reconcile that began it, where that is traced. */
  readonly traceparent?: Traceparent;
}

export function buildLabels({ name, site }: CrawlIdentity, component: string): Record<string, string> {
  return {
    [labels.managedBy]: managedBy,
    [labels.component]: component,
    [labels.site]: site,
    [labels.crawl]: name,
  };
}

/** Metadata of what goes when its Crawl goes. */
export function buildChildMetadata(crawl: CrawlIdentity, name: string, component: string) {
  return {
    name,
    namespace: crawl.namespace,
    labels: buildLabels(crawl, component),
    ownerReferences: [buildOwner("Crawl", crawl)],
  };
}

export function buildOwner(kind: "Crawl" | "DocSite", { name, uid }: { name: string; uid: string }): OwnerReference {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
