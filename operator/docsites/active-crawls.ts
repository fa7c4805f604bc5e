import type { ObjectKey } from "../controller/kube-object.ts";
import { reasons } from "../reasons.ts";
import type { OperatorSettings } from "../settings.ts";
import type { SiteWorld } from "./site-world.ts";

/** Where a crawl is: of its DocSite one runs at a time, of a host and in the cluster as many as the settings say. */
export interface CrawlPlace {
  readonly site: ObjectKey;
  readonly host: string;
}

/** Crawls with a plan that are not over; what this process has just started counts before a cache tells of it. */
export class ActiveCrawls {
  readonly #places = new Map<ObjectKey, CrawlPlace>();

  set(crawl: ObjectKey, place: CrawlPlace): void {
    this.#places.set(crawl, place);
  }

  delete(crawl: ObjectKey): boolean {
    return this.#places.delete(crawl);
  }

  findSlot(
    { site, host }: CrawlPlace,
    { maxActiveCrawls, maxActiveCrawlsPerHost }: OperatorSettings,
  ): SiteWorld["slot"] {
    if (this.#places.size >= maxActiveCrawls) return "cluster full";
    let atHost = 0;
    for (const other of this.#places.values()) {
      if (other.site === site) return "host busy";
      if (other.host === host) atHost += 1;
    }
    return atHost >= maxActiveCrawlsPerHost ? "host busy" : "free";
  }
}

/** What waits tells what it waits for. */
export interface SlotProblem {
  readonly reason: "WaitingForHost" | "WaitingForSlot";
  readonly message: string;
}

export function explainSlot(slot: Exclude<SiteWorld["slot"], "free">): SlotProblem {
  const reason = slot === "host busy" ? "WaitingForHost" : "WaitingForSlot";
  return { reason, message: reasons[reason] };
}
