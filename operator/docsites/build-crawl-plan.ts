import { createHash } from "node:crypto";
import { chooseOutput } from "../choose-output.ts";
import { toTimestamp } from "../controller/clock.ts";
import type { OwnProfile } from "../../crawler/contract.ts";
import type { ApiClient } from "../controller/api-client.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { DocSite } from "../docsite.ts";
import { buildPlan, buildSnapshotId, type PlanOptions } from "../plan.ts";
import type { OperatorSettings } from "../settings.ts";
import { readProfile, refuseProfile, type PlanProblem } from "./read-profile.ts";

export interface PlanFacts {
  readonly generation: number;
  readonly trigger: CrawlPlan["trigger"];
  readonly scheduledAt: Date;
  /**
   * Keeps the snapshots of two crawls apart that start in one second. By a snapshot its crawl is called in NATS, so it must
   * not be guessed in other namespaces.
   */
  readonly crawlName: string;
  readonly now: Date;
  /** The published snapshot, if there is one. */
  readonly lastSnapshot?: string | undefined;
}

export type PreparedPlan = { readonly plan: CrawlPlan } | { readonly problem: PlanProblem };

/** Below what a ConfigMap holds, with room for its metadata. */
const maxPlanBytes = 1_000_000;

/** Everything about one crawl, frozen, with what the DocSite refers to; or why it cannot be planned now. */
export async function prepareCrawlPlan(
  client: ApiClient,
  docSite: DocSite,
  facts: PlanFacts,
  settings: OperatorSettings,
): Promise<PreparedPlan> {
  const read = settings.features.OwnProfiles ? await readProfile(client, docSite) : refuseProfile(docSite);
  if ("problem" in read) return read;
  const plan = buildCrawlPlan(docSite, facts, settings, read.profile);
  const size = Buffer.byteLength(JSON.stringify(plan.configuration));
  if (size <= maxPlanBytes) return { plan };
  const message = `the plan has ${size} bytes, more than the ${maxPlanBytes} that pods can be given; name fewer start URLs, globs or selectors`;
  return { problem: { reason: "PlanTooLarge", message } };
}

export function buildCrawlPlan(
  docSite: DocSite,
  facts: PlanFacts,
  settings: OperatorSettings,
  profile?: OwnProfile,
): CrawlPlan {
  const { workers, network, auth, url, rendering } = docSite.spec;
  const { output: fallback, serviceAccountName, imagePullSecrets, podLabels, seccompProfile } = settings.crawls;
  return {
    siteGeneration: facts.generation,
    trigger: facts.trigger,
    scheduledAt: toTimestamp(facts.scheduledAt),
    host: new URL(url).host,
    image: settings.image,
    ...(rendering.mode !== "Never" && { browserImage: settings.browserImage }),
    ...(Object.keys(podLabels).length > 0 && { labels: podLabels }),
    ...(serviceAccountName && { serviceAccountName }),
    imagePullSecrets: [...imagePullSecrets],
    ...(seccompProfile && { seccompProfile }),
    activeDeadlineSeconds: settings.crawlDeadlineSeconds,
    output: chooseOutput(docSite, fallback).output,
    workers,
    network,
    ...(auth && { auth }),
    configuration: {
      ...buildPlan(docSite, {
        snapshot: nameSnapshot(facts),
        ...planStreams(settings),
        ...(settings.installation !== undefined && { installation: settings.installation }),
        ...(profile && { profile }),
      }),
    },
  };
}

function planStreams({
  streamReplicas,
  features,
  natsLogin,
}: OperatorSettings): Pick<PlanOptions, "streams"> | undefined {
  const areProvided = features.OperatorStreams && natsLogin.kind === "signed";
  if (streamReplicas <= 1 && !areProvided) return undefined;
  return { streams: { ...(streamReplicas > 1 && { replicas: streamReplicas }), ...(areProvided && { areProvided }) } };
}

/** Sorts behind the published one also when the clock was put back: what is newest goes by name. */
function nameSnapshot({ crawlName, now, lastSnapshot = "" }: PlanFacts): string {
  const suffix = createHash("sha256").update(crawlName).digest("hex").slice(0, 8);
  const last = lastSnapshot.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, "$1-$2-$3T$4:$5:$6Z");
  const earliestMs = (Date.parse(last) || 0) + 1000;
  return `${buildSnapshotId(new Date(Math.max(now.getTime(), earliestMs)))}-${suffix}`;
}
