import { expect, test } from "vitest";
import { labels } from "../kinds.ts";
import { childKey } from "./crawl-world.ts";
import { decideCrawl } from "./decide-crawl.ts";
import type { PodObject } from "./pod-problems.ts";
import { buildWorld, now } from "./testing-world.ts";

function buildPod(role: "coordinator" | "worker", phase: string, pendingSeconds?: number): PodObject {
  const lastTransitionTime = new Date(now.getTime() - (pendingSeconds ?? 0) * 1000).toISOString();
  const isPlaced = pendingSeconds === undefined;
  const scheduled = {
    type: "PodScheduled",
    status: isPlaced ? "True" : "False",
    reason: isPlaced ? "" : "Unschedulable",
    lastTransitionTime,
  };
  const metadata = { name: `${role}-x`, labels: { [labels.component]: role } };
  return { metadata, status: { phase, conditions: [scheduled] } };
}

/** What becomes of the coordinator's Job, which is suspended or not so far. */
function decide(workers: readonly PodObject[], wasSuspended = false): boolean | undefined {
  const first = buildWorld();
  const made = decideCrawl(first).create.map(({ resource, object }) => {
    const isCoordinators = object.metadata.name === "guide-1-coordinator";
    const spec = { ...(object as { spec?: object }).spec, ...(isCoordinators && { suspend: wasSuspended }) };
    return [childKey(resource.kind, object.metadata.name), { ...object, spec }] as const;
  });
  const coordinator = wasSuspended ? [] : [buildPod("coordinator", "Running")];
  const decision = decideCrawl({ ...first, children: new Map(made), pods: [...coordinator, ...workers] });
  return decision.patch.find(({ name }) => name === "guide-1-coordinator")?.spec.suspend;
}

test("a coordinator whose workers find no node gives its own up", () => {
  expect(decide([buildPod("worker", "Pending", 60), buildPod("worker", "Pending", 30)])).toBe(true);
});

test.each([
  ["have waited for a moment only", [buildPod("worker", "Pending", 5)]],
  ["have a node for one of them", [buildPod("worker", "Pending", 60), buildPod("worker", "Running")]],
  ["are not there yet", []],
])("it stays while its workers %s", (_, workers) => {
  expect(decide(workers)).toBeUndefined();
});

test("it comes back once one of its workers has a node", () => {
  expect(decide([buildPod("worker", "Pending", 60)], true)).toBeUndefined();
  expect(decide([buildPod("worker", "Pending")], true)).toBe(false);
});
