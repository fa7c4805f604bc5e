import type { ApiClient } from "../controller/api-client.ts";
import { ApiError } from "../controller/api-error.ts";
import type { JobObject } from "./crawl-world.ts";
import type { PodProblem } from "./pod-problems.ts";
import { describeQuota, describeRange } from "./refusal.ts";

/** The Job controller makes pods within a second or two. */
const patienceMs = 15_000;
/** An older refusal tells nothing of now: the controller tries at least every ten minutes. */
const recentMs = 15 * 60_000;

interface CoreEvent {
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly metadata: { readonly creationTimestamp?: string };
}

/** Why a Job has fewer pods than it asks for. Only its controller's events tell: the Job's own status is silent. */
export async function readCreationProblem(
  client: ApiClient,
  jobs: readonly JobObject[],
  now: Date,
): Promise<PodProblem | undefined> {
  for (const job of jobs) {
    const refused = lacksPods(job, now) ? await readRefusedPods(client, job, now) : undefined;
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function lacksPods({ metadata, spec, status }: JobObject, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(metadata.creationTimestamp ?? "");
  const isOver = status?.conditions?.some(({ type, status: holds }) => type !== "Suspended" && holds === "True");
  if (isOver === true || spec?.suspend === true || !(ageMs > patienceMs)) return false;
  return (status?.active ?? 0) < (spec?.parallelism ?? 1);
}

async function readRefusedPods(client: ApiClient, job: JobObject, now: Date): Promise<PodProblem | undefined> {
  const { namespace = "default", name, uid = "" } = job.metadata;
  const fieldSelector = `involvedObject.uid=${uid},reason=FailedCreate`;
  const events = await client
    .request<{ items: readonly CoreEvent[] }>({
      method: "GET",
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
      query: { fieldSelector, limit: 20 },
    })
    // An installation may keep events from the operator: then this is not known.
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 403) return { items: [] };
      throw error;
    });
  const recent = events.items.filter((event) => now.getTime() - readTimeMs(event) < recentMs);
  const newest = recent.sort((left, right) => readTimeMs(left) - readTimeMs(right)).at(-1);
  return newest && describe(name, newest.message ?? "");
}

const readTimeMs = ({ lastTimestamp, eventTime, metadata }: CoreEvent): number =>
  Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "");

function describe(job: string, message: string): PodProblem {
  const quota = describeQuota(message);
  if (quota !== undefined) return { reason: "QuotaExceeded", message: `pods of Job ${job} are refused: ${quota}` };
  const [, account] = /serviceaccount "([a-z0-9.-]+)" not found/.exec(message) ?? [];
  if (account !== undefined) {
    return { reason: "ReferenceMissing", message: `Job ${job} needs the ServiceAccount ${account}; create it` };
  }
  const range = describeRange(message);
  if (range !== undefined) return { reason: "CreationRefused", message: `pods of Job ${job} are refused: ${range}` };
  const why = message.includes("PodSecurity") ? "by the namespace's Pod Security level" : "by an admission policy";
  return {
    reason: "CreationRefused",
    message: `pods of Job ${job} are refused ${why}; kubectl describe job tells more`,
  };
}
