import { expect, test } from "vitest";
import { useCluster } from "../../tests/cluster/use-cluster.ts";
import { EventRecorder } from "./events.ts";
import type { KubeObject, Resource } from "./kube-object.ts";

const configMaps: Resource = { group: "", version: "v1", kind: "ConfigMap", plural: "configmaps" };
const world = useCluster();

interface EventList {
  readonly items: readonly {
    readonly regarding: { readonly name: string };
    readonly series?: { readonly count: number };
  }[];
}

test("the same event is one with a count, another one is its own", async () => {
  const regarding: KubeObject = { metadata: { name: "guide", namespace: "default", uid: "1" } };
  const problems: unknown[] = [];
  const recorder = new EventRecorder(world.client, "test", (problem) => problems.push(problem));
  const facts = { type: "Normal", reason: "Published", action: "Publish", note: "x".repeat(2000) } as const;

  for (const reason of ["Published", "Published", "Published", "CrawlFailed"]) {
    recorder.record(configMaps, regarding, { ...facts, reason });
    await recorder.flush();
  }
  const { items } = await world.client.request<EventList>({
    method: "GET",
    path: "/apis/events.k8s.io/v1/namespaces/default/events",
  });

  expect(problems).toEqual([]);
  const ours = items.filter((event) => event.regarding.name === "guide");
  expect(ours.map(({ series }) => series?.count ?? 1).sort((a, b) => a - b)).toEqual([1, 3]);
});
