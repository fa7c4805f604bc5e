import type { KubeObject } from "../controller/kube-object.ts";
import type { Reason } from "../reasons.ts";
import { labels } from "../kinds.ts";

export interface PodObject extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    /** Of the whole pod, such as Evicted. */
    readonly reason?: string;
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly lastTransitionTime?: string;
}

interface ContainerStatus {
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: Terminated;
  };
}

interface Terminated {
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly finishedAt?: string;
}

export interface PodProblem {
  readonly reason: Reason;
  readonly message: string;
}

const waitingReasons: Readonly<Record<string, PodReason>> = {
  ErrImagePull: "ImagePullFailed",
  ImagePullBackOff: "ImagePullFailed",
  InvalidImageName: "ImagePullFailed",
  ErrImageNeverPull: "ImagePullFailed",
  CreateContainerConfigError: "SecretMissing",
};

export const isCoordinator = ({ metadata }: KubeObject): boolean =>
  metadata.labels?.[labels.component] === "coordinator";

export const hasPodEnded = ({ status }: PodObject): boolean =>
  status?.phase === "Succeeded" || status?.phase === "Failed";

export const readEnd = ({ status }: PodObject): Terminated | undefined =>
  status?.containerStatuses?.[0]?.state?.terminated;

/** The worst first: what keeps a pod from starting, then what ended one. */
const order = [
  "ImagePullFailed",
  "SecretMissing",
  "PodNotStarting",
  "Unschedulable",
  "PodOutOfMemory",
  "PodEvicted",
  "PodDisrupted",
] as const satisfies readonly Reason[];
type PodReason = (typeof order)[number];

/** What is wrong with a crawl's pods, the worst first, in words that say where to look. Kubernetes' own texts stay out. */
export function findPodProblem(pods: readonly PodObject[], now: Date): PodProblem | undefined {
  const found = pods.map((pod) => ({ pod, reason: findReason(pod, now) }));
  for (const reason of order) {
    const first = found.find((each) => each.reason === reason);
    // Where another pod goes on already, nobody needs to hear of a drain.
    if (first === undefined || (reason === "PodDisrupted" && hasSuccessor(first.pod, pods))) continue;
    const remedy = (isCoordinator(first.pod) && coordinatorRemedies[reason]) || remedies[reason];
    return { reason, message: `pod ${first.pod.metadata.name} ${remedy}; kubectl describe pod tells more` };
  }
  return undefined;
}

/** It waits for a volume or a variable: for a Secret that somebody deleted, perhaps. */
export function mayLackSecret(pod: PodObject, now: Date): boolean {
  const reason = findReason(pod, now);
  return reason === "SecretMissing" || reason === "PodNotStarting";
}

function hasSuccessor(pod: PodObject, pods: readonly PodObject[]): boolean {
  return pods.some((other) => isCoordinator(other) === isCoordinator(pod) && !hasPodEnded(other));
}

function findReason(pod: PodObject, now: Date): PodReason | undefined {
  const { status } = pod;
  const waiting = status?.containerStatuses?.[0]?.state?.waiting?.reason;
  if (waiting !== undefined && Object.hasOwn(waitingReasons, waiting)) return waitingReasons[waiting];
  if (readEnd(pod)?.reason === "OOMKilled") return "PodOutOfMemory";
  if (status?.reason === "Evicted") return "PodEvicted";
  if (hasPodEnded(pod)) return hasCondition(pod, "DisruptionTarget", "True") ? "PodDisrupted" : undefined;
  if (hasCondition(pod, "PodScheduled", "False")?.reason === "Unschedulable") return "Unschedulable";
  return isStuckAtStart(pod, waiting, now) ? "PodNotStarting" : undefined;
}

/** A node makes a pod's volumes and network in seconds; for a missing Secret or a claim in use it waits for ever. */
const maxStartMs = 60_000;

/** Pulling a large image may take long and is no problem: then the sandbox is ready. */
function isStuckAtStart(pod: PodObject, waiting: string | undefined, now: Date): boolean {
  const scheduled = hasCondition(pod, "PodScheduled", "True");
  if (scheduled === undefined || pod.status?.phase !== "Pending") return false;
  if (hasCondition(pod, "PodReadyToStartContainers", "True") !== undefined) return false;
  const isMaking = waiting === undefined || waiting === "ContainerCreating";
  return isMaking && now.getTime() - Date.parse(scheduled.lastTransitionTime ?? "") > maxStartMs;
}

/** Whether it has a node, and since when. */
export const findScheduled = (pod: PodObject, holds: "True" | "False"): PodCondition | undefined =>
  hasCondition(pod, "PodScheduled", holds);

const hasCondition = ({ status }: PodObject, type: string, holds: "True" | "False"): PodCondition | undefined =>
  status?.conditions?.find((each) => each.type === type && each.status === holds);

/** What it has comes from the installation, not from the DocSite. */
const coordinatorRemedies: Partial<Readonly<Record<PodReason, string>>> = {
  Unschedulable:
    "finds no node; check the chart's crawls.coordinatorResources, nodeSelector, tolerations and the claim",
  PodOutOfMemory: "was killed for its memory; raise the limit in the chart's crawls.coordinatorResources",
  PodEvicted: "was evicted from a node short of memory or disk; raise the requests in crawls.coordinatorResources",
};

const remedies: Readonly<Record<PodReason, string>> = {
  ImagePullFailed: "cannot pull its image; check the image's name and the pull secrets",
  SecretMissing: "lacks a Secret or ConfigMap that the spec names; create it in this namespace",
  PodNotStarting:
    "has a node but does not start; check that the Secrets, ConfigMaps and the claim that the spec names exist, hold " +
    "the entries named, and that no other node uses the claim",
  Unschedulable: "finds no node; check spec.workers.resources, nodeSelector, tolerations and the claim",
  PodOutOfMemory: "was killed for its memory; raise spec.workers.resources.limits.memory",
  PodEvicted: "was evicted from a node short of memory or disk; raise spec.workers.resources.requests",
  PodDisrupted: "was taken off its node, as by a drain; another goes on as soon as there is a place",
};
