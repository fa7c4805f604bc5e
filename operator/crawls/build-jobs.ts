import { ExitCode } from "../../crawler/contract.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { OperatorSettings } from "../settings.ts";
import { buildNats } from "./build-login.ts";
import { buildAuth, buildPlanMount, buildSiteCa } from "./build-mounts.ts";
import { buildSandboxSetting, buildSeccompProfile } from "./build-sandbox.ts";
import { buildStore } from "./build-store-mounts.ts";
import { buildTelemetry } from "./build-telemetry.ts";
import { buildChildMetadata, buildLabels, type CrawlIdentity } from "./child-metadata.ts";
import { joinMounts, noMounts, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";
import { chooseCoordinatorResources, chooseWorkerResources } from "./choose-resources.ts";

/** Kubernetes counts ignored failures too when it puts off new pods; the controller decides when enough is enough. */
const unlimitedFailures = 2_147_483_647;

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
  const mounts = joinMounts([
    buildPlanMount(crawl),
    buildNats(crawl, "coordinator", plan, settings),
    buildStore(crawl, plan),
    buildReport(),
    buildTelemetry(crawl, "coordinator", settings),
  ]);
  return buildJob(crawl, "coordinator", {
    name: coordinatorName(crawl.name, attempt),
    plan,
    image: plan.image,
    mounts,
    resources: chooseCoordinatorResources(settings),
    spec: { completions: 1, parallelism: 1, activeDeadlineSeconds: plan.activeDeadlineSeconds },
  });
}

const buildReport = (): Mounts => ({
  ...noMounts,
  env: [{ name: pod.reportVariable, value: pod.terminationMessagePath }],
});

/** Fetch and convert: the site's credentials are theirs alone. `completions` stays unset: the Job ends when it is deleted. */
export function buildWorkersJob(crawl: CrawlIdentity, plan: CrawlPlan, workers: number, settings: OperatorSettings) {
  const { image, browserImage } = plan;
  const site = [buildAuth(plan), buildSiteCa(plan), buildSandboxSetting(plan)];
  const nats = buildNats(crawl, "worker", plan, settings);
  const telemetry = buildTelemetry(crawl, "worker", settings);
  return buildJob(crawl, "worker", {
    name: workersName(crawl.name),
    plan,
    image: browserImage ?? image,
    mounts: joinMounts([buildPlanMount(crawl), nats, ...site, telemetry]),
    resources: chooseWorkerResources(plan),
    spec: { parallelism: workers },
  });
}

interface JobFacts {
  readonly name: string;
  readonly plan: CrawlPlan;
  readonly image: string;
  readonly mounts: Mounts;
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

/** Generous: a pod that is only slow must not be killed, and a killed one costs what it had in hand. */
const livenessProbe = {
  httpGet: { path: "/livez", port: "health" },
  initialDelaySeconds: 30,
  periodSeconds: 30,
  timeoutSeconds: 10,
  failureThreshold: 6,
};

function buildPodSpec(
  role: "coordinator" | "worker",
  plan: CrawlPlan,
  facts: Omit<JobFacts, "name" | "plan" | "spec">,
) {
  const { nodeSelector, tolerations, priorityClassName } = plan.workers;
  const { image, mounts, resources } = facts;
  const { graceSeconds } = pod[role];
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
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      fsGroup: 1000,
      seccompProfile: buildSeccompProfile(role, plan),
    },
    containers: [
      {
        name: pod[role].container,
        image,
        args: pod[role].args,
        env: [
          { name: "HOME", value: "/tmp" },
          { name: pod.healthVariable, value: String(pod.healthPort) },
          { name: pod.graceVariable, value: String(graceSeconds - pod.graceMarginSeconds) },
          ...mounts.env,
        ],
        ports: [{ name: "health", containerPort: pod.healthPort }],
        livenessProbe,
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
