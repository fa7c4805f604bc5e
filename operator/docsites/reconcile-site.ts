import { isDeepStrictEqual } from "node:util";
import { currentSpan } from "../../telemetry/current-span.ts";
import type { Caches } from "../caches.ts";
import { checkDocSite } from "../check-docsite.ts";
import type { ApiClient } from "../controller/api-client.ts";
import { isAlreadyExists, isConflict, isNotFound } from "../controller/api-error.ts";
import { apply } from "../controller/apply.ts";
import type { Clock } from "../controller/clock.ts";
import type { ReconcileOutcome } from "../controller/controller.ts";
import type { EventRecorder } from "../controller/events.ts";
import { buildPath, joinKey, type KubeObject, type ObjectKey } from "../controller/kube-object.ts";
import { WrittenVersions } from "../controller/written-versions.ts";
import { hasEnded, readCrawl, type CrawlView } from "../crawls/crawl-view.ts";
import { hasPodEnded } from "../crawls/pod-problems.ts";
import { toRefusal } from "../crawls/refusal.ts";
import type { CrawlPlan } from "../crawl.ts";
import { DocSiteStatus } from "../docsite-status.ts";
import type { DocSite } from "../docsite.ts";
import { kinds, labels } from "../kinds.ts";
import { formatPath } from "../problem.ts";
import type { OperatorSettings } from "../settings.ts";
import type { ActiveCrawls } from "./active-crawls.ts";
import { buildCrawl } from "./build-crawl.ts";
import { prepareCrawlPlan } from "./build-crawl-plan.ts";
import { decideSite, type SiteDecision } from "./decide-site.ts";
import type { PlanProblem } from "./read-profile.ts";
import type { SiteWorld } from "./site-world.ts";

export interface SiteDependencies {
  readonly client: ApiClient;
  readonly caches: Caches;
  readonly active: ActiveCrawls;
  readonly events: EventRecorder;
  readonly settings: OperatorSettings;
  readonly clock: Clock;
}

/** A cache is behind for some milliseconds after a write. */
const behindMs = 50;

/** Reads the world of one DocSite, decides, and writes what differs. */
export class SiteReconciler {
  readonly #dependencies: SiteDependencies;
  readonly #written = new WrittenVersions();
  /** Versions that this operator wrote itself, and from which nothing else follows. */
  readonly #settled = new Map<ObjectKey, string | undefined>();
  /** DocSites that wait for a slot; told when one becomes free. */
  readonly waiting = new Set<ObjectKey>();

  constructor(dependencies: SiteDependencies) {
    this.#dependencies = dependencies;
  }

  /** Whether the object is as it was written here last, so that its coming back by the watch is no news. */
  isSettled(key: ObjectKey, { metadata: { resourceVersion } }: KubeObject): boolean {
    return resourceVersion !== undefined && this.#settled.get(key) === resourceVersion;
  }

  async reconcile(key: ObjectKey): Promise<ReconcileOutcome> {
    const object = this.#dependencies.caches.get("docSite", key);
    this.waiting.delete(key);
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) {
      this.#written.forget(key);
      this.#settled.delete(key);
      return {};
    }
    if (this.#written.isBehind(key, object)) return { againAfterMs: behindMs };
    const checked = checkDocSite(object);
    const world = this.#observe(key, object, checked);
    const decision = await this.#start(world, checked.docSite);
    if (world.slot !== "free") this.waiting.add(key);
    await this.#carryOut(key, object, world, decision);
    const { againAfterMs, status } = decision;
    const isStalled = status.conditions?.some(({ type, status: holds }) => type === "Stalled" && holds === "True");
    return { ...(againAfterMs !== undefined && { againAfterMs }), ...(isStalled === true && { isStalled }) };
  }

  /**
   * Starts the crawl that is due, if one is; then says what else is to be done. The Crawl before the status: a death in
   * between repeats a creation that then exists, instead of losing it. What the plan refers to is read for a crawl that
   * is to start, and for no other.
   */
  async #start(world: SiteWorld, docSite: DocSite | undefined): Promise<SiteDecision> {
    const decision = decideSite(world);
    if (decision.create === undefined || docSite === undefined) return decision;
    const { client, settings } = this.#dependencies;
    const { kind, scheduledAt, crawlName } = decision.create;
    const { generation, now, status } = world;
    const facts = { generation, trigger: kind, scheduledAt, crawlName, now, lastSnapshot: status.snapshot?.id };
    const prepared = await prepareCrawlPlan(client, docSite, facts, settings);
    const planProblem = "plan" in prepared ? await this.#create(prepared.plan, world, crawlName) : prepared.problem;
    return planProblem === undefined ? decision : decideSite({ ...world, planProblem });
  }

  #observe(key: ObjectKey, object: KubeObject, checked: ReturnType<typeof checkDocSite>): SiteWorld {
    const { caches, active, settings, clock } = this.#dependencies;
    const {
      name,
      namespace = "default",
      uid = "",
      generation = 0,
      creationTimestamp = "",
      annotations = {},
    } = object.metadata;
    const found = caches.crawlsOfSite
      .get(key)
      .map(readCrawl)
      .filter((crawl) => crawl !== undefined);
    const crawls = found.filter((crawl) => !isOfPredecessor(crawl, uid));
    const running = new Set(crawls.filter((crawl) => !hasEnded(crawl)).map((crawl) => crawl.name));
    const spec = checked.docSite?.spec;
    return {
      name,
      namespace,
      uid,
      generation,
      createdAt: creationTimestamp,
      annotations,
      spec: spec ?? { problem: describeFindings(checked.findings) },
      status: readStatus(object),
      crawls,
      hasLeftoverPods:
        found.some((crawl) => isOfPredecessor(crawl, uid) && !hasEnded(crawl)) ||
        caches.podsOfSite
          .get(key)
          .some((pod) => !hasPodEnded(pod) && !running.has(pod.metadata.labels?.[labels.crawl] ?? "")),
      slot: spec === undefined ? "free" : active.findSlot({ site: key, host: new URL(spec.url).host }, settings),
      settings,
      now: clock.now(),
    };
  }

  async #carryOut(key: ObjectKey, object: KubeObject, world: SiteWorld, decision: SiteDecision) {
    const { client, events } = this.#dependencies;
    for (const facts of decision.events) events.record(kinds.docSite, object, facts);
    if (!isDeepStrictEqual(decision.status, world.status)) {
      const { name, namespace } = world;
      const body = { metadata: { name, namespace }, status: decision.status };
      const written = await apply<KubeObject & { readonly status?: unknown }>(client, kinds.docSite, body, "status");
      this.#written.note(key, object, written);
      const isStable = nothingFollows({ ...world, status: readStatus(written) });
      this.#settled.set(key, isStable ? written.metadata.resourceVersion : undefined);
    }
    for (const { name, object: crawl } of decision.remove) {
      await client.delete(kinds.crawl, world.namespace, name, crawl.metadata.uid).catch(unlessGone);
    }
  }

  /** Undefined when the Crawl is there. */
  async #create(plan: CrawlPlan, world: SiteWorld, crawlName: string): Promise<PlanProblem | undefined> {
    const { client, caches, active } = this.#dependencies;
    const { namespace } = world;
    const crawlKey = joinKey(namespace, crawlName);
    active.set(crawlKey, { site: joinKey(namespace, world.name), host: plan.host });
    try {
      const body = buildCrawl(world, crawlName, plan, currentSpan()?.traceparent);
      await client.request({ method: "POST", path: buildPath(kinds.crawl, { namespace }), body });
      return undefined;
    } catch (error) {
      // One that is there already counts by what the cache knows of it, now or soon.
      const there = caches.get("crawl", crawlKey);
      const view = there && readCrawl(there);
      if (view === undefined || hasEnded(view)) active.delete(crawlKey);
      if (isAlreadyExists(error)) return undefined;
      const refusal = toRefusal(error, `Crawl ${crawlName}`);
      if (refusal === undefined) throw error;
      return { reason: refusal.reason, message: refusal.message };
    }
  }
}

const readStatus = (object: KubeObject & { readonly status?: unknown }): DocSiteStatus =>
  DocSiteStatus.safeParse(object.status ?? {}).data ?? {};

/** The same facts under the status that tells of them give nothing new to write or to do. */
function nothingFollows(world: SiteWorld): boolean {
  const { create, remove, events, status } = decideSite(world);
  return create === undefined && remove.length === 0 && events.length === 0 && isDeepStrictEqual(status, world.status);
}

function describeFindings(findings: ReturnType<typeof checkDocSite>["findings"]): string {
  return findings
    .map(({ path, found, allowed }) => `${formatPath(path)}: found ${found}; allowed: ${allowed}`)
    .join("; ");
}

/**
 * Made for a DocSite of the same name that was deleted: it goes, and neither its end nor its snapshot tells anything of
 * this one, which may be of another site. One without an owner was made by hand, or left here on purpose.
 */
function isOfPredecessor({ object }: CrawlView, uid: string): boolean {
  const owners = object.metadata.ownerReferences?.filter(({ kind }) => kind === "DocSite") ?? [];
  return owners.length > 0 && owners.every((owner) => owner.uid !== uid);
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}
