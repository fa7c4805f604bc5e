import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labels } from "../kinds.ts";
import { childKey, type CrawlWorld, type JobObject } from "./crawl-world.ts";
import { decideCrawl } from "./decide-crawl.ts";
import { seeksRoom } from "./make-room.ts";
import { isCoordinator, type PodObject } from "./pod-problems.ts";
import { buildWorld, now } from "./testing-world.ts";

type Role = "coordinator" | "worker";
const jobNames = { coordinator: "guide-1-coordinator", worker: "guide-1-workers" } as const;

function buildPod(role: Role, place: "has a node" | "waits", atMs: number): PodObject {
  const scheduled = {
    type: "PodScheduled",
    ...(place === "waits" ? { status: "False", reason: "Unschedulable" } : { status: "True" }),
    lastTransitionTime: new Date(atMs).toISOString(),
  };
  const metadata = {
    name: `${role}-x`,
    labels: { [labels.component]: role, "batch.kubernetes.io/job-name": jobNames[role] },
  };
  return { metadata, status: { phase: place === "waits" ? "Pending" : "Running", conditions: [scheduled] } };
}

/** With its Jobs made, of which one may rest. */
function startCrawl(uid = "7", resting?: Role): CrawlWorld {
  const first = buildWorld();
  const crawl = { ...first.crawl, object: { metadata: { ...first.crawl.object.metadata, uid } } };
  const world = { ...first, crawl };
  const made = decideCrawl(world).create.map(({ resource, object }) => {
    const isResting = resting !== undefined && object.metadata.name === jobNames[resting];
    const spec = { ...(object as { spec?: object }).spec, suspend: isResting };
    return [childKey(resource.kind, object.metadata.name), { ...object, spec }] as const;
  });
  return { ...world, children: new Map(made) };
}

/** Which Jobs are told to rest or to go on. */
function decide(pods: readonly PodObject[], resting?: Role): object {
  const { patch } = decideCrawl({ ...startCrawl("7", resting), pods });
  return Object.fromEntries(patch.map(({ name, spec }) => [name, spec.suspend]));
}

const ago = (seconds: number): number => now.getTime() - seconds * 1000;

describe.each([
  ["coordinator", "worker"],
  ["worker", "coordinator"],
] as const)("a %s that has a node while no %s finds one", (role, other) => {
  const own = (seconds: number) => buildPod(role, "has a node", ago(seconds));
  const waiting = (seconds: number) => buildPod(other, "waits", ago(seconds));

  test("rests after a while", () => {
    expect(decide([own(70), waiting(61), waiting(90)])).toEqual({ [jobNames[role]]: true });
  });

  test.each([
    ["the other has waited for a moment only", [own(70), waiting(19)]],
    ["it has its own node only for a moment", [own(19), waiting(300)]],
    ["one of the others has a node", [own(70), waiting(300), buildPod(other, "has a node", ago(1))]],
    ["there is no other yet", [own(70)]],
  ])("stays while %s", (_, pods) => {
    expect(decide(pods)).toEqual({});
  });

  test("goes on once the other has a node, and not before", () => {
    expect(decide([waiting(300)], role)).toEqual({});
    expect(decide([buildPod(other, "has a node", ago(0))], role)).toEqual({ [jobNames[role]]: false });
  });
});

test("the Crawl's events say who rests, once", () => {
  const pods = [buildPod("worker", "has a node", ago(70)), buildPod("coordinator", "waits", ago(61))];

  expect(decideCrawl({ ...startCrawl(), pods }).events).toMatchObject([
    {
      reason: "MakingRoom",
      note: "the workers rest until there is a node for the coordinator too",
    },
  ]);
  expect(decideCrawl({ ...startCrawl("7", "worker"), pods }).events).toEqual([]);
});

test("while neither has a node both wait for one", () => {
  expect(decide([buildPod("coordinator", "waits", ago(300)), buildPod("worker", "waits", ago(300))])).toEqual({});
});

test("a Crawl that is suspended and taken up again has both", () => {
  const world = startCrawl("7", "worker");
  const suspended = { ...world, crawl: { ...world.crawl, spec: { ...world.crawl.spec, suspend: true } } };

  expect(decideCrawl(suspended).patch).toMatchObject([{ name: jobNames.coordinator, spec: { suspend: true } }]);
  expect(decide([], "worker")).toEqual({ [jobNames.worker]: false });
});

/** What becomes of the Jobs of a crawl that has one worker and is to have four. */
function patchFourWorkers(isRoomSought: boolean): object[] {
  const world = startCrawl();
  const spec = { ...world.crawl.spec, workers: 4 };
  return decideCrawl({ ...world, crawl: { ...world.crawl, spec }, isRoomSought }).patch.map((each) => each.spec);
}

describe("while another crawl seeks room", () => {
  test("a crawl keeps its least workers, and has the others back afterwards", () => {
    expect(patchFourWorkers(true)).toEqual([]);
    expect(patchFourWorkers(false)).toEqual([{ suspend: false, parallelism: 4 }]);
  });

  test("its events say so, once", () => {
    const world = { ...startCrawl(), isRoomSought: true };
    const job = world.children.get(childKey("Job", jobNames.worker)) as JobObject;
    const larger: JobObject = { ...job, spec: { ...job.spec, parallelism: 4 } };
    const children = new Map([...world.children, [childKey("Job", jobNames.worker), larger] as const]);

    expect(decideCrawl({ ...world, children }).events).toMatchObject([{ reason: "MakingRoom" }]);
    expect(decideCrawl(world).events).toEqual([]);
  });

  test.each([
    ["its coordinator", [buildPod("coordinator", "waits", ago(21))], true],
    [
      "all of its workers",
      [buildPod("coordinator", "has a node", ago(90)), buildPod("worker", "waits", ago(21))],
      true,
    ],
    ["some of its workers", [buildPod("worker", "has a node", ago(90)), buildPod("worker", "waits", ago(21))], false],
    ["its coordinator since a moment", [buildPod("coordinator", "waits", ago(10))], false],
    ["its coordinator for longer than room can be the reason", [buildPod("coordinator", "waits", ago(700))], false],
    ["nothing", [], false],
  ])("that is where %s found no node", (_, pods, isSeeking) => {
    expect(seeksRoom(pods, now)).toBe(isSeeking);
  });
});

/** A cluster with room for so many pods, whose Job controller and scheduler are of few words. */
class SmallCluster {
  readonly #crawls: { world: CrawlWorld; doneSeconds: number }[];
  readonly #places: number;
  readonly #shuffle: <T>(items: readonly T[]) => T[];
  #nowMs = now.getTime();

  constructor(crawls: number, places: number, shuffle: <T>(items: readonly T[]) => T[]) {
    this.#crawls = Array.from({ length: crawls }, (_, index) => ({ world: startCrawl(`${index}`), doneSeconds: 0 }));
    this.#places = places;
    this.#shuffle = shuffle;
  }

  get crawls(): number {
    return this.#crawls.length;
  }

  /** Five seconds: the operator, the Job controller and the scheduler have looked once, each in its own order. */
  step(): void {
    this.#nowMs += 5000;
    for (const crawl of this.#shuffle(this.#crawls)) this.#control(crawl);
    this.#schedule();
    for (const crawl of this.#crawls) if (this.#isAtWork(crawl.world)) crawl.doneSeconds += 5;
    const left = this.#crawls.filter(({ doneSeconds }) => doneSeconds < 30);
    this.#crawls.splice(0, this.#crawls.length, ...left);
  }

  /** Whoever waits may take the place before another coordinator comes. */
  killCoordinators(): void {
    for (const crawl of this.#crawls) {
      crawl.world = { ...crawl.world, pods: crawl.world.pods.filter((pod) => !isCoordinator(pod)) };
    }
    this.#schedule();
  }

  #control(crawl: { world: CrawlWorld }): void {
    const world = { ...crawl.world, now: new Date(this.#nowMs) };
    const children = new Map(world.children);
    for (const { name, spec } of decideCrawl(world).patch) {
      const key = childKey("Job", name);
      const job = children.get(key) as JobObject;
      const changed: JobObject = { ...job, spec: { ...job.spec, ...spec } };
      children.set(key, changed);
    }
    const pods = (["coordinator", "worker"] as const).flatMap((role) => {
      const job = children.get(childKey("Job", jobNames[role])) as JobObject;
      if (job.spec?.suspend === true) return [];
      const own = world.pods.filter((pod) => isCoordinator(pod) === (role === "coordinator"));
      return own.length > 0 ? own : [buildPod(role, "waits", this.#nowMs)];
    });
    crawl.world = { ...world, children, pods };
  }

  #schedule(): void {
    const all = this.#crawls.flatMap(({ world }) => world.pods);
    let free = this.#places - all.filter((pod) => pod.status?.phase === "Running").length;
    const chosen = new Set(this.#shuffle(all.filter((pod) => pod.status?.phase === "Pending")).slice(0, free));
    free -= chosen.size;
    for (const crawl of this.#crawls) {
      const pods = crawl.world.pods.map((pod) =>
        chosen.has(pod) ? buildPod(isCoordinator(pod) ? "coordinator" : "worker", "has a node", this.#nowMs) : pod,
      );
      crawl.world = { ...crawl.world, pods };
    }
  }

  #isAtWork({ pods }: CrawlWorld): boolean {
    return pods.length === 2 && pods.every((pod) => pod.status?.phase === "Running");
  }
}

test("however little room there is for pairs, and whoever comes first, all crawls are done in the end", () => {
  const facts = fc.record({
    crawls: fc.integer({ min: 1, max: 10 }),
    places: fc.integer({ min: 2, max: 10 }),
    killAt: fc.integer({ min: 0, max: 20 }),
    seed: fc.integer({ min: 1 }),
  });

  fc.assert(
    fc.property(facts, ({ crawls, places, killAt, seed }) => {
      const cluster = new SmallCluster(crawls, places, shuffleBy(seed));
      let steps = 0;
      for (; cluster.crawls > 0 && steps < 1000; steps += 1) {
        if (steps === killAt) cluster.killCoordinators();
        cluster.step();
      }

      expect(cluster.crawls).toBe(0);
    }),
    { numRuns: 50 },
  );
});

function shuffleBy(seed: number): <T>(items: readonly T[]) => T[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return (items) =>
    items
      .map((item) => ({ item, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
}
