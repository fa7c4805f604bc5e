import { ExitCode } from "../../crawler/contract.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { OperatorSettings } from "../settings.ts";
import {
  buildAuth,
  buildCaBundle,
  buildClaim,
  buildNats,
  buildPlanMount,
  buildStore,
  joinMounts,
  type Mounts,
} from "./build-mounts.ts";
import { buildChildMetadata, buildLabels, type CrawlIdentity } from "./child-metadata.ts";
import { pod } from "./pod-contract.ts";

/** Kubernetes counts ignored failures too when it puts off new pods; the controller decides when enough is enough. */
const unlimitedFailures = 2_147_483_647;
/** A page's timeout and its flush; the coordinator journals as it goes. */
const workerGraceSeconds = 60;
const coordinatorGraceSeconds = 30;

export const coordinatorName = (crawl: string, attempt: number): string =>
  attempt === 0 ? `${crawl}-coordinator` : `${crawl}-coordinator-${attempt}`;
export const workersName = (crawl: string): string => `${crawl}-workers`;
export const planName = (crawl: string): string => `${crawl}-plan`;

/** Leads the crawl and writes the snapshot: the volume or the store's credentials are its alone. */
export function buildCoordinatorJob(
  crawl: CrawlIdentity,
  plan: CrawlPlan,
  attempt: number,
  settings: OperatorSettings,
) {
  const mounts = joinMounts([buildPlanMount(crawl), buildNats(settings), buildStore(plan), buildClaim(crawl, plan)]);
  return buildJob(crawl, "coordinator", {
    name: coordinatorName(crawl.name, attempt),
    plan,
    mounts,
    graceSeconds: coordinatorGraceSeconds,
    resources: coordinatorResources,
    spec: { completions: 1, parallelism: 1, activeDeadlineSeconds: plan.activeDeadlineSeconds },
  });
}

/** Fetch and convert: the site's credentials are theirs alone. `completions` stays unset: the Job ends when it is deleted. */
export function buildWorkersJob(crawl: CrawlIdentity, plan: CrawlPlan, workers: number, settings: OperatorSettings) {
  const mounts = joinMounts([buildPlanMount(crawl), buildNats(settings), buildAuth(plan), buildCaBundle(plan)]);
  return buildJob(crawl, "worker", {
    name: workersName(crawl.name),
    plan,
    mounts,
    graceSeconds: workerGraceSeconds,
    resources: { ...defaultWorkerResources, ...plan.workers.resources },
    spec: { parallelism: workers },
  });
}

/** An autoscaler on CPU needs a request on every container. */
const defaultWorkerResources = { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "1Gi" } };
const coordinatorResources = { requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "1Gi" } };

interface JobFacts {
  readonly name: string;
  readonly plan: CrawlPlan;
  readonly mounts: Mounts;
  readonly graceSeconds: number;
  readonly resources: object;
  readonly spec: object;
}

function buildJob(crawl: CrawlIdentity, role: "coordinator" | "worker", { name, plan, spec, ...facts }: JobFacts) {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: buildChildMetadata(crawl, name, role),
    spec: {
      ...spec,
      backoffLimit: unlimitedFailures,
      podReplacementPolicy: "Failed",
      podFailurePolicy: buildFailurePolicy(pod[role].container),
      template: {
        metadata: { labels: { ...plan.labels, ...buildLabels(crawl, role) } },
        spec: buildPodSpec(role, plan, facts),
      },
    },
  };
}

function buildFailurePolicy(containerName: string) {
  const onExit = (action: string, values: readonly number[]) => ({
    action,
    onExitCodes: { containerName, operator: "In", values },
  });
  return {
    rules: [
      onExit("FailJob", [ExitCode.failed, ExitCode.badConfiguration]),
      onExit("Ignore", [ExitCode.interrupted]),
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ],
  };
}

function buildPodSpec(
  role: "coordinator" | "worker",
  plan: CrawlPlan,
  facts: Omit<JobFacts, "name" | "plan" | "spec">,
) {
  const { nodeSelector, tolerations, priorityClassName } = plan.workers;
  const { mounts, graceSeconds, resources } = facts;
  return {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: graceSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(plan.serviceAccountName && { serviceAccountName: plan.serviceAccountName }),
    ...(plan.imagePullSecrets.length > 0 && { imagePullSecrets: plan.imagePullSecrets }),
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(priorityClassName && { priorityClassName }),
    securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: pod[role].container,
        image: plan.image,
        args: [...pod[role].args, ...mounts.args],
        env: [{ name: "HOME", value: "/tmp" }, ...mounts.env],
        resources,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        terminationMessagePath: pod.terminationMessagePath,
        terminationMessagePolicy: "File",
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, ...mounts.volumeMounts],
      },
    ],
    volumes: [{ name: "tmp", emptyDir: {} }, ...mounts.volumes],
  };
}
