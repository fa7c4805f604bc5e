import { createHash } from "node:crypto";
import { coordinatorName, workersName } from "./build-jobs.ts";
import { findJob, type CrawlWorld, type JobObject } from "./crawl-world.ts";
import { findScheduled, hasPodEnded, isCoordinator, type PodObject } from "./pod-problems.ts";

/** For nodes that come and go, and pods that are just ending. */
const leastPatienceMs = 20_000;
/** How far apart crawls that are short of room at the same moment give way: one then finds what the other has left. */
const patienceSpreadMs = 40_000;

/** After so long it is not room that a pod lacks, and others need not wait with fewer workers. */
const seekingMs = 10 * 60_000;

/** Whether a crawl with these pods has stood still for a while because its coordinator, or all of its workers, found no node. */
export function seeksRoom(pods: readonly PodObject[], now: Date): boolean {
  const waiting = pods.filter((pod) => !hasPodEnded(pod));
  return [waiting.filter(isCoordinator), waiting.filter((pod) => !isCoordinator(pod))].some((role) => {
    if (role.length === 0 || role.some(hasNode)) return false;
    const waitedMs = now.getTime() - Math.max(...role.map((pod) => readSinceMs(pod, "False")));
    return waitedMs > leastPatienceMs && waitedMs < seekingMs;
  });
}

/** How many workers it may have: no more than its least while another crawl cannot begin, or not go on. */
export function boundWorkers({ crawl, isRoomSought = false }: CrawlWorld): number {
  const least = crawl.spec.plan?.workers.min ?? crawl.spec.workers;
  return isRoomSought ? Math.min(crawl.spec.workers, least) : crawl.spec.workers;
}

/**
 * Which of a crawl's two Jobs is to rest so that the other finds room: neither is of use alone. Coordinators alone can
 * fill a cluster, each waiting for workers, and so can workers whose coordinator came late or was killed. What rests goes
 * on, from the journal, as soon as the other has a node.
 */
export function findRestingRole(world: CrawlWorld, attempt: number): "coordinator" | "worker" | undefined {
  const { name } = world.crawl;
  const pods = world.pods.filter((pod) => !hasPodEnded(pod) && pod.metadata.deletionTimestamp === undefined);
  const coordinators = pods.filter(isCoordinator);
  const workers = pods.filter((pod) => !isCoordinator(pod));
  if (mustRest(world, findJob(world, coordinatorName(name, attempt)), coordinators, workers)) return "coordinator";
  if (mustRest(world, findJob(world, workersName(name)), workers, coordinators)) return "worker";
  return undefined;
}

/** Only what holds a place can give it up: where neither has one, both wait, and whichever finds room first begins. */
function mustRest(
  world: CrawlWorld,
  job: JobObject | undefined,
  own: readonly PodObject[],
  others: readonly PodObject[],
): boolean {
  if (others.length === 0 || others.some(hasNode)) return false;
  if (job?.spec?.suspend === true) return true;
  const held = own.filter(hasNode).map((pod) => readSinceMs(pod, "True"));
  const sinceMs = Math.max(Math.min(...held), ...others.map((pod) => readSinceMs(pod, "False")));
  return world.now.getTime() - sinceMs > computePatienceMs(world, sinceMs);
}

const hasNode = (pod: PodObject): boolean => findScheduled(pod, "True") !== undefined;

/** Infinity for what has not happened: that is never long ago. */
function readSinceMs(pod: PodObject, holds: "True" | "False"): number {
  const found = findScheduled(pod, holds);
  if (holds === "False" && found?.reason !== "Unschedulable") return Infinity;
  const sinceMs = Date.parse(found?.lastTransitionTime ?? "");
  return Number.isNaN(sinceMs) ? Infinity : sinceMs;
}

/** Another for each crawl and each time, or crawls would change places in step for ever. */
function computePatienceMs({ crawl }: CrawlWorld, sinceMs: number): number {
  const digest = createHash("sha256")
    .update(`${crawl.object.metadata.uid ?? crawl.name} ${sinceMs}`)
    .digest();
  return leastPatienceMs + (digest.readUInt32BE(0) % patienceSpreadMs);
}
