import { expect, test } from "vitest";
import { Metrics } from "../../operator/controller/metrics.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { RunningOperator } from "./running-operator.ts";
import { World, type SiteObject } from "./world.ts";

const cluster = useCluster();
const count = 60;

test("what the operator wrote itself is no news to it, unless it comes back before the answer to the write", async () => {
  const world = await World.create(cluster.client, "own-writes");
  const names = Array.from({ length: count }, (_, index) => `site-${index}`);
  for (const name of names) await world.apply(name, { suspend: true });
  const metrics = new Metrics();
  await using operators = new AsyncDisposableStack();
  operators.use(new RunningOperator(cluster.client, {}, { metrics }));

  await until("all to be looked at", async () => (await world.list<SiteObject>("docSite")).every(isDone), 60_000);

  expect(await countReconciles(metrics)).toBeGreaterThanOrEqual(count);
  expect(await countReconciles(metrics)).toBeLessThan(2 * count);
  for (const name of names) expect((await world.condition(name, "Ready"))?.reason).toBe("Suspended");
}, 120_000);

const isDone = ({ status, metadata }: SiteObject): boolean => status?.observedGeneration === metadata.generation;

async function countReconciles(metrics: Metrics): Promise<number> {
  const text = await metrics.registry.metrics();
  const counts = text.matchAll(/^controller_runtime_reconcile_total\{controller="docsite",[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, each]) => sum + Number(each), 0);
}
