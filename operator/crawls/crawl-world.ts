import type { CrawlReport } from "../../crawler/contract.ts";
import type { KubeObject, OwnerReference } from "../controller/kube-object.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { SlotProblem } from "../docsites/active-crawls.ts";
import type { PlanProblem } from "../docsites/read-profile.ts";
import type { OperatorSettings } from "../settings.ts";
import type { CrawlView } from "./crawl-view.ts";
import type { PodObject, PodProblem } from "./pod-problems.ts";
import type { Refusal } from "./refusal.ts";

export interface JobObject extends KubeObject {
  readonly spec?: { readonly parallelism?: number; readonly suspend?: boolean };
  readonly status?: {
    readonly active?: number;
    readonly ready?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** A plan, and the DocSite that the Crawl then belongs to. */
export interface PlanOfSite {
  readonly plan: CrawlPlan;
  readonly owner: OwnerReference;
}

/** All that decides about one Crawl, read at one moment. */
export interface CrawlWorld {
  readonly crawl: CrawlView;
  readonly namespace: string;
  /** The operator's own objects that belong to the Crawl, by `kind/name`. */
  readonly children: ReadonlyMap<string, KubeObject>;
  readonly pods: readonly PodObject[];
  /** Another crawl stands still for want of a node: what this one has beyond its least is to go. */
  readonly isRoomSought?: boolean;
  /** Whether the DocSite's claim is there. */
  readonly hasClaim: boolean;
  /** From the progress bucket, where there is one. */
  readonly report: CrawlReport | undefined;
  /** Why what it needs in NATS is not made, where the operator makes it. */
  readonly streamsProblem?: string;
  /** What a Crawl without a plan would get, or why not; undefined while its DocSite is missing or invalid. */
  readonly planOfSite: PlanOfSite | PlanProblem | SlotProblem | undefined;
  /** What the API server refused when this operator tried last. */
  readonly refusal?: Refusal;
  /** Why its Jobs lack pods. */
  readonly creationProblem?: PodProblem;
  readonly settings: OperatorSettings;
  readonly now: Date;
}

export const childKey = (kind: string, name: string): string => `${kind}/${name}`;

export function findJob({ children }: CrawlWorld, name: string): JobObject | undefined {
  return children.get(childKey("Job", name));
}

export function hasCondition(
  job: JobObject | undefined,
  type: "Complete" | "Failed" | "FailureTarget" | "SuccessCriteriaMet",
) {
  return job?.status?.conditions?.find((condition) => condition.type === type && condition.status === "True");
}
