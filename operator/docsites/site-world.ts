import type { CrawlView } from "../crawls/crawl-view.ts";
import type { DocSiteStatus } from "../docsite-status.ts";
import type { DocSiteSpec } from "../docsite.ts";
import type { OperatorSettings } from "../settings.ts";
import type { PlanProblem } from "./read-profile.ts";

/** All that decides about one DocSite, read at one moment. */
export interface SiteWorld {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly generation: number;
  readonly createdAt: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** With its defaults, or what is wrong with it. */
  readonly spec: DocSiteSpec | { readonly problem: string };
  readonly status: DocSiteStatus;
  /** All Crawls that name this DocSite. */
  readonly crawls: readonly CrawlView[];
  /** Names of ended or deleted Crawls of which pods are still there. */
  readonly hasLeftoverPods: boolean;
  /** Whether another crawl may become active, and if not why. */
  readonly slot: "free" | "cluster full" | "host busy";
  /** Why the crawl that is due cannot be planned; only known once it was tried. */
  readonly planProblem?: PlanProblem;
  readonly settings: OperatorSettings;
  readonly now: Date;
}
