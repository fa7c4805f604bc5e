import type { KubeObject } from "../controller/kube-object.ts";
import { CrawlStatus } from "../crawl-status.ts";
import { CrawlSpec } from "../crawl.ts";

/** A Crawl as the controllers read it: its parts checked, and what cannot be read left out. */
export interface CrawlView {
  readonly object: KubeObject;
  readonly name: string;
  readonly createdAt: string;
  readonly isDeleting: boolean;
  readonly spec: CrawlSpec;
  readonly status: CrawlStatus;
}

/** Undefined for what an older or newer schema let in and this one cannot read. */
export function readCrawl(object: KubeObject): CrawlView | undefined {
  const { spec, status } = object as KubeObject & { readonly spec?: unknown; readonly status?: unknown };
  const parsed = CrawlSpec.safeParse(spec);
  if (!parsed.success) return undefined;
  const { metadata } = object;
  return {
    object,
    name: metadata.name,
    createdAt: metadata.creationTimestamp ?? "",
    isDeleting: metadata.deletionTimestamp !== undefined,
    spec: parsed.data,
    status: CrawlStatus.safeParse(status ?? {}).data ?? {},
  };
}

export function hasEnded({ status }: Pick<CrawlView, "status">): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}
