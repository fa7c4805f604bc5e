import { expect, test } from "vitest";
import { findPodProblem, type PodObject } from "./pod-problems.ts";

const now = new Date("2026-03-01T12:00:00Z");
const earlier = "2026-03-01T11:58:00Z";
const justNow = "2026-03-01T11:59:50Z";

const pod = (status: PodObject["status"] = {}, role = "worker"): PodObject => ({
  metadata: { name: "one", labels: { "app.kubernetes.io/component": role } },
  status,
});
const waiting = (reason: string) => ({ containerStatuses: [{ state: { waiting: { reason } } }] });
const scheduled = (lastTransitionTime: string) => ({ type: "PodScheduled", status: "True", lastTransitionTime });
const disrupted = { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" };

test.each<[string, PodObject["status"], string | undefined]>([
  ["an image that is not there", { phase: "Pending", ...waiting("ErrImagePull") }, "ImagePullFailed"],
  ["an image that waits for the next try", { phase: "Pending", ...waiting("ImagePullBackOff") }, "ImagePullFailed"],
  ["an image's name that is none", { phase: "Pending", ...waiting("InvalidImageName") }, "ImagePullFailed"],
  ["a Secret's entry that is missing", { phase: "Pending", ...waiting("CreateContainerConfigError") }, "SecretMissing"],
  [
    "a Secret to be mounted that is missing",
    { phase: "Pending", conditions: [scheduled(earlier)], ...waiting("ContainerCreating") },
    "PodNotStarting",
  ],
  [
    "volumes that are mounted just now",
    { phase: "Pending", conditions: [scheduled(justNow)], ...waiting("ContainerCreating") },
    undefined,
  ],
  [
    "a large image that is being pulled",
    {
      phase: "Pending",
      conditions: [scheduled(earlier), { type: "PodReadyToStartContainers", status: "True" }],
      ...waiting("ContainerCreating"),
    },
    undefined,
  ],
  [
    "no node",
    { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
    "Unschedulable",
  ],
  [
    "too little memory",
    { phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }] },
    "PodOutOfMemory",
  ],
  ["a node short of disk", { phase: "Failed", reason: "Evicted", conditions: [disrupted] }, "PodEvicted"],
  ["a drained node", { phase: "Failed", conditions: [disrupted] }, "PodDisrupted"],
  ["nothing", { phase: "Running", conditions: [scheduled(earlier)] }, undefined],
])("a pod with %s", (_, status, reason) => {
  const problem = findPodProblem([pod(status)], now);

  expect(problem?.reason).toBe(reason);
  expect(problem?.message ?? "kubectl describe pod").toContain("kubectl describe pod");
});

test.each([
  ["worker", "spec.workers.resources.limits.memory"],
  ["coordinator", "crawls.coordinatorResources"],
])("a %s without enough memory is told where it gets more", (role, field) => {
  const terminated = { exitCode: 137, reason: "OOMKilled" };
  const killed = pod({ phase: "Failed", containerStatuses: [{ state: { terminated } }] }, role);

  expect(findPodProblem([killed], now)?.message).toContain(field);
});

test("a drain is over when another pod of the role goes on", () => {
  const gone = pod({ phase: "Failed", conditions: [disrupted] });

  expect(findPodProblem([gone, pod({ phase: "Running" })], now)).toBeUndefined();
  expect(findPodProblem([gone, pod({ phase: "Running" }, "coordinator")], now)?.reason).toBe("PodDisrupted");
});

test("what keeps a pod from starting goes before what ended another", () => {
  const killed = pod({
    phase: "Failed",
    containerStatuses: [{ state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }],
  });

  expect(findPodProblem([killed, pod(waiting("ErrImagePull"))], now)?.reason).toBe("ImagePullFailed");
});
