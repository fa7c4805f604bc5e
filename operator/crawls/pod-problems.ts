import type { KubeObject } from "../controller/kube-object.ts";
import type { Reason } from "../reasons.ts";
import { labels } from "../kinds.ts";

export interface PodObject extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
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

const waitingReasons: Readonly<Record<string, Reason>> = {
  ErrImagePull: "ImagePullFailed",
  ImagePullBackOff: "ImagePullFailed",
  InvalidImageName: "ImagePullFailed",
  CreateContainerConfigError: "SecretMissing",
};

export const isCoordinator = ({ metadata }: KubeObject): boolean =>
  metadata.labels?.[labels.component] === "coordinator";

export const hasPodEnded = ({ status }: PodObject): boolean =>
  status?.phase === "Succeeded" || status?.phase === "Failed";

export const readEnd = ({ status }: PodObject): Terminated | undefined =>
  status?.containerStatuses?.[0]?.state?.terminated;

/** What is wrong with a crawl's pods, the worst first, in words that say where to look. Kubernetes' own texts stay out. */
export function findPodProblem(pods: readonly PodObject[]): PodProblem | undefined {
  const found = pods.map((pod) => ({ pod, reason: findReason(pod) }));
  const order: readonly Reason[] = ["ImagePullFailed", "SecretMissing", "Unschedulable", "PodOutOfMemory"];
  for (const reason of order) {
    const [first] = found.filter((each) => each.reason === reason);
    if (first !== undefined) return { reason, message: describe(reason, first.pod) };
  }
  return undefined;
}

function findReason(pod: PodObject): Reason | undefined {
  const { status } = pod;
  const waiting = status?.containerStatuses?.[0]?.state?.waiting?.reason;
  if (waiting !== undefined && Object.hasOwn(waitingReasons, waiting)) return waitingReasons[waiting];
  if (readEnd(pod)?.reason === "OOMKilled") return "PodOutOfMemory";
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  return scheduled?.status === "False" && scheduled.reason === "Unschedulable" ? "Unschedulable" : undefined;
}

function describe(reason: Reason, { metadata }: PodObject): string {
  const remedies: Partial<Record<Reason, string>> = {
    ImagePullFailed: "cannot pull its image; check the image's name and the pull secrets",
    SecretMissing: "lacks a Secret or ConfigMap that the spec names; create it in this namespace",
    Unschedulable: "finds no node; check spec.workers.resources, nodeSelector, tolerations and the claim",
    PodOutOfMemory: "was killed for its memory; raise spec.workers.resources.limits.memory",
  };
  return `pod ${metadata.name} ${remedies[reason] ?? ""}; kubectl describe pod tells more`;
}
