import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCovered } from "../controller/is-covered.ts";
import type { KubeObject } from "../controller/kube-object.ts";
import { CrawlStatus } from "../crawl-status.ts";
import { labels } from "../kinds.ts";
import { childKey, type CrawlWorld } from "./crawl-world.ts";
import { buildWorld } from "./testing-world.ts";
import { decideCrawl, type CrawlDecision } from "./decide-crawl.ts";
import type { PodObject } from "./pod-problems.ts";

type Mutable = { spec?: Record<string, unknown> } & KubeObject;

/** The world after the decision, as the API server would have it. */
function carryOut(world: CrawlWorld, decision: CrawlDecision, laterMs = 1000): CrawlWorld {
  const children = new Map(world.children);
  for (const { resource, object } of [...decision.create, ...decision.apply]) {
    children.set(childKey(resource.kind, object.metadata.name), object);
  }
  for (const { name, spec } of decision.patch) {
    const job = children.get(childKey("Job", name)) as Mutable;
    children.set(childKey("Job", name), { ...job, spec: { ...job.spec, ...spec } } as KubeObject);
  }
  for (const { resource, object } of decision.remove) children.delete(childKey(resource.kind, object.metadata.name));
  const workers = decision.scaleTo ?? world.crawl.spec.workers;
  const hasClaim = world.hasClaim || [...children.keys()].some((key) => key.startsWith("PersistentVolumeClaim/"));
  const crawl = { ...world.crawl, status: decision.status, spec: { ...world.crawl.spec, workers } };
  return { ...world, crawl, children, hasClaim, now: new Date(world.now.getTime() + laterMs) };
}

const isQuiet = (world: CrawlWorld, decision: CrawlDecision): boolean => {
  const isApplied = decision.apply.every(({ resource, object }) =>
    isCovered(object, world.children.get(childKey(resource.kind, object.metadata.name))),
  );
  const writes = [decision.create, decision.patch, decision.remove, decision.events].flat().length;
  return (
    isApplied &&
    writes === 0 &&
    decision.scaleTo === undefined &&
    isDeepStrictEqual(decision.status, world.crawl.status)
  );
};

function buildPod(
  job: string,
  role: string,
  end?: { exitCode: number; finishedAt: string; reason?: string },
): PodObject {
  const state = end === undefined ? {} : { terminated: end };
  return {
    metadata: { name: `${job}-x`, labels: { [labels.component]: role, "batch.kubernetes.io/job-name": job } },
    status: { phase: end === undefined ? "Running" : "Failed", containerStatuses: [{ state }] },
  };
}

const die = (exitCode: number) =>
  Array.from({ length: 10 }, (_, index) =>
    buildPod("guide-1-coordinator", "coordinator", { exitCode, finishedAt: `2026-03-01T12:00:${10 + index}Z` }),
  );
const jobs = ({ children }: CrawlWorld) => [...children.keys()].filter((key) => key.startsWith("Job/"));
const podSpecs = (decision: CrawlDecision) =>
  decision.create
    .filter(({ resource }) => resource.kind === "Job")
    .map(({ object }) => JSON.stringify((object as Mutable).spec?.["template"]));

describe("a Crawl", () => {
  test("keeps the site's credentials from the coordinator, and the store's from the workers", () => {
    const key = { name: "site-secret", key: "token" };
    const auth = { headers: [{ name: "authorization", secretKeyRef: key }] };
    const decision = decideCrawl(
      buildWorld({ auth, output: { s3: { bucket: "b", secretRef: { name: "store-secret" } } } }),
    );

    const [coordinator = "", worker = ""] = podSpecs(decision);

    expect([coordinator.includes("store-secret"), coordinator.includes("site-secret")]).toEqual([true, false]);
    expect([worker.includes("store-secret"), worker.includes("site-secret")]).toEqual([false, true]);
  });

  test("mounts the volume into the coordinator alone", () => {
    const [coordinator = "", worker = ""] = podSpecs(decideCrawl(buildWorld()));

    expect(coordinator).toContain("guide-docsynapse");
    expect(worker).not.toContain("persistentVolumeClaim");
  });

  test("runs its pods without a token, without rights, and with a read-only root", () => {
    for (const spec of podSpecs(decideCrawl(buildWorld()))) {
      expect(spec).toContain('"automountServiceAccountToken":false');
      expect(spec).toContain('"readOnlyRootFilesystem":true');
      expect(spec).toContain('"drop":["ALL"]');
      expect(spec).toContain('"runAsNonRoot":true');
    }
  });

  test("has no more workers than the site's rate keeps busy, and says so", () => {
    const world = buildWorld({
      workers: { min: 1, max: 50 },
      politeness: { requestsPerSecond: 10, maxConcurrency: 64 },
    });

    const decision = decideCrawl(world);

    const scaler = decision.apply.find(({ resource }) => resource.kind === "HorizontalPodAutoscaler");
    expect(scaler?.object).toMatchObject({ spec: { minReplicas: 1, maxReplicas: 4 } });
    expect(decision.status.conditions?.find(({ type }) => type === "PolitenessBound")).toMatchObject({
      status: "True",
    });
  });

  test("gets a new coordinator Job when the Job controller puts the next pod off", () => {
    const world = carryOut(buildWorld(), decideCrawl(buildWorld()));
    const end = { exitCode: 75, finishedAt: "2026-03-01T12:00:01Z" };
    const delayed = { ...world, pods: [buildPod("guide-1-coordinator", "coordinator", end)] };

    const soon = decideCrawl(delayed);
    const late = decideCrawl({ ...delayed, now: new Date("2026-03-01T12:01:00Z") });

    expect(soon.create).toEqual([]);
    expect(late.create.map(({ object }) => object.metadata.name)).toEqual(["guide-1-coordinator-1"]);
    expect(late.remove.map(({ object }) => object.metadata.name)).toEqual(["guide-1-coordinator"]);
    expect(late.status.coordinatorAttempt).toBe(1);
  });

  test("gives up after many deaths without progress, and not because of interruptions", () => {
    const world = carryOut(buildWorld(), decideCrawl(buildWorld()));

    expect(decideCrawl({ ...world, pods: die(137) }).status).toMatchObject({ phase: "Failed" });
    expect(decideCrawl({ ...world, pods: die(75) }).status).toMatchObject({ phase: "Pending" });
  });

  test.each([
    [69, "CrawlFailed"],
    [78, "BadConfiguration"],
  ])("fails with exit code %i as %s", (exitCode, reason) => {
    const world = carryOut(buildWorld(), decideCrawl(buildWorld()));
    const job = {
      metadata: { name: "guide-1-coordinator" },
      status: { conditions: [{ type: "Failed", status: "True" }] },
    };
    const children = new Map([...world.children, [childKey("Job", "guide-1-coordinator"), job as KubeObject]]);
    const pods = [buildPod("guide-1-coordinator", "coordinator", { exitCode, finishedAt: "2026-03-01T12:00:10Z" })];

    const { status } = decideCrawl({ ...world, children, pods });

    expect(status.phase).toBe("Failed");
    expect(status.conditions?.find(({ type }) => type === "Stalled")).toMatchObject({ status: "True", reason });
  });
});

test("a coordinator that succeeded is not replaced, however far the operator's clock is ahead", () => {
  const start = buildWorld();
  const world = carryOut(start, decideCrawl(start));
  const ended = { exitCode: 0, finishedAt: "2026-03-01T12:00:10Z" };
  const pod = buildPod("guide-1-coordinator", "coordinator", ended);
  const pods = [{ ...pod, status: { ...pod.status, phase: "Succeeded" } }];

  const { create, remove } = decideCrawl({ ...world, pods, now: new Date("2026-03-02T12:00:00Z") });

  expect([create, remove]).toEqual([[], []]);
});

test.each([
  ["Store-full", "StorageFull"],
  ["Store-unreachable", "StorageUnreachable"],
])("a coordinator that waits because of %s is told of, until it goes on", (reason, expected) => {
  const message = "/store/default/guide: the volume is full; the crawl waits for it";
  const world = { ...buildWorld(), pods: [buildPod("guide-1-coordinator", "coordinator")] };
  const degraded = (report: CrawlWorld["report"]) =>
    decideCrawl({ ...world, report }).status.conditions?.find(({ type }) => type === "Degraded");

  expect(degraded({ phase: "Crawling", reason, message })).toMatchObject({ status: "True", reason: expected, message });
  expect(degraded({ phase: "Crawling" })).toMatchObject({ status: "False", reason: "Crawling" });
});

const step = fc.record({
  do: fc.constantFrom("run", "die", "report", "suspend", "resume", "scale", "edit child", "wait"),
  number: fc.integer({ min: 1, max: 900 }),
});

test("from any state the Jobs follow the Crawl, the status keeps its schema, and then the writes end", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, isInStore) => {
      let world = buildWorld(isInStore ? { output: { gcs: { bucket: "b" } } } : { workers: { max: 9 } });
      const current = () =>
        jobs(world)
          .find((key) => key.includes("coordinator"))
          ?.slice("Job/".length) ?? "";
      const set = (spec: object) => ({ ...world, crawl: { ...world.crawl, spec: { ...world.crawl.spec, ...spec } } });
      const act: Record<(typeof steps)[number]["do"], (number: number) => CrawlWorld> = {
        run: () => ({ ...world, pods: [buildPod(current(), "coordinator"), buildPod("guide-1-workers", "worker")] }),
        die: (number) => ({
          ...world,
          pods: [
            buildPod(current(), "coordinator", {
              exitCode: number % 2 ? 75 : 137,
              finishedAt: world.now.toISOString(),
            }),
          ],
        }),
        report: (number) => ({
          ...world,
          report: {
            phase: "Crawling",
            counts: { discovered: number, stored: number - 1, unchanged: 0, skipped: 0, failed: 0 },
          },
        }),
        suspend: () => set({ suspend: true }),
        resume: () => set({ suspend: false }),
        scale: (number) => set({ workers: number % 20 }),
        "edit child": () => ({ ...world, children: new Map([...world.children].slice(1)) }),
        wait: (number) => ({ ...world, now: new Date(world.now.getTime() + number * 1000) }),
      };
      for (const each of steps) {
        world = act[each.do](each.number);
        world = carryOut(world, decideCrawl(world));
        expect(CrawlStatus.safeParse(world.crawl.status).success).toBe(true);
        expect(jobs(world).filter((key) => key.includes("coordinator"))).toHaveLength(1);
      }

      world = { ...world, pods: [] };
      for (let round = 0; round < 4; round += 1) world = carryOut(world, decideCrawl(world));
      const workersJob = world.children.get("Job/guide-1-workers") as Mutable;

      expect(isQuiet(world, decideCrawl(world))).toBe(true);
      expect(workersJob.spec?.["parallelism"]).toBe(world.crawl.spec.workers);
      expect(workersJob.spec?.["suspend"] ?? false).toBe(world.crawl.spec.suspend);
    }),
    { numRuns: 300 },
  );
});
