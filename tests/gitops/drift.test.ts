import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { installKubectl } from "../cluster/install-kubectl.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { until } from "../cluster/until.ts";
import { Kubelet } from "../operator/kubelet.ts";
import { RunningOperator } from "../operator/running-operator.ts";
import { World } from "../operator/world.ts";
import { installJudge } from "./install-judge.ts";
import { askOne, readObjects } from "./judge.ts";

const cluster = useCluster({
  controllers: ["job-controller", "garbage-collector-controller", "serviceaccount-controller"],
});
const counts = { discovered: 700, stored: 9, unchanged: 1, changed: 9, removed: 0, skipped: 1, failed: 1 };
const published = JSON.stringify({ phase: "Succeeded", counts });

let world: World;
let kubelet: Kubelet;
let operator: RunningOperator;
let count = 0;

beforeAll(() => {
  installJudge();
}, 1_200_000);
beforeEach(async () => {
  world = await World.create(cluster.client, `drift-${(count += 1)}`);
  kubelet = new Kubelet(cluster.client, world.namespace);
  operator = new RunningOperator(cluster.client);
});
afterEach(async () => {
  await operator[Symbol.asyncDispose]();
});

/** As it is in Git, with fields that have defaults beside and below them. */
const inGit = (spec: object = {}) => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name: "guide", namespace: world.namespace },
  spec: {
    url: `https://${world.namespace}.example.org/`,
    schedule: "0 3 1 1 *",
    workers: { max: 6 },
    scope: {},
    ...spec,
  },
});

/** Not in the way of the operator, which is in this process and would lose its lease. */
async function kubectl(args: readonly string[], object: object) {
  const all = ["--kubeconfig", cluster.cluster.kubeconfigFile, ...args, "-f", "-"];
  const child = spawn(installKubectl().kubectl, all);
  child.stdin.end(stringify(object));
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await closed) as [number | null];
  return { status, output: stdout + stderr };
}

const ways = [
  ["client-side", ["apply"]],
  ["server-side", ["apply", "--server-side", "--field-manager=argocd-controller"]],
] as const;

describe.each(ways)("a GitOps tool that applies %s", (_, apply) => {
  /** What every round of its loop sees and does. */
  async function expectNoDrift(moment: string, desired = inGit()): Promise<void> {
    const live = await world.site("guide");
    expect(await kubectl(["diff", ...apply.slice(1)], desired), moment).toMatchObject({ status: 0, output: "" });
    expect(askOne({ ask: "diff", object: live, desired }), moment).toMatchObject({ status: "Synced", message: "" });
    expect((await kubectl(apply, desired)).output, moment).toMatch(/unchanged|serverside-applied/);
    const after = await world.site("guide");
    expect([after.metadata.generation, after.metadata.labels], moment).toEqual([live.metadata.generation, undefined]);
  }

  test(
    "sees no drift while a crawl runs, is scaled, publishes, and is asked for once more",
    { timeout: 240_000 },
    async () => {
      expect(await kubectl(apply, inGit())).toMatchObject({ status: 0 });
      await until("the Jobs", async () => (await world.names("job")).length === 2);
      await expectNoDrift("a crawl begins");
      operator.report = { phase: "Crawling", counts };
      await until("the first size", async () => ((await world.crawls())[0]?.spec.workers ?? 0) > 1);
      await world.patch("crawl", (await world.crawls())[0]?.metadata.name ?? "", { spec: { replicas: 3 } }, "scale");
      await expectNoDrift("it is scaled");
      await kubelet.set("coordinator", { phase: "Succeeded", exitCode: 0, message: published });
      await world.untilCondition("guide", "Ready", "True", "Published");
      await expectNoDrift("it is published");
      await world.patch("docSite", "guide", { metadata: { annotations: { "docsynapse.io/crawl-requested-at": "x" } } });
      await until("the second Crawl", async () => (await world.crawls()).length === 2);
      await expectNoDrift("it is asked for");
      expect((await world.site("guide")).metadata.annotations).toMatchObject({
        "docsynapse.io/crawl-requested-at": "x",
      });
    },
  );
});

const Ignoring = z.object({ spec: z.object({ ignoreDifferences: z.array(z.looseObject({})) }) });

test("the action suspend is drift for Argo CD, and none with what our Application ignores", async () => {
  await kubectl(["apply"], inGit());
  await world.patch("docSite", "guide", { spec: { suspend: true } });
  const question = { ask: "diff", object: await world.site("guide"), desired: inGit({ suspend: false }) } as const;
  const { ignoreDifferences: ignored } = Ignoring.parse(readObjects("argocd/docsites.yaml")[0]).spec;

  expect(askOne(question).status).toBe("OutOfSync");
  expect(askOne({ ...question, ignored }).status).toBe("Synced");
});

test("a change in Git is drift, so that none of this is blind", () => {
  const live = parse(stringify(inGit())) as object;

  expect(askOne({ ask: "diff", object: live, desired: inGit({ schedule: "@daily" }) }).status).toBe("OutOfSync");
});
