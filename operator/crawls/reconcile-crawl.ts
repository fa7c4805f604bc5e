import { isDeepStrictEqual } from "node:util";
import type { CrawlReport } from "../../crawler/contract.ts";
import { currentSpan } from "../../telemetry/current-span.ts";
import type { Caches } from "../caches.ts";
import { checkDocSite } from "../check-docsite.ts";
import type { ApiClient } from "../controller/api-client.ts";
import { isAlreadyExists, isConflict, isNotFound } from "../controller/api-error.ts";
import { apply } from "../controller/apply.ts";
import type { Clock } from "../controller/clock.ts";
import type { ReconcileOutcome } from "../controller/controller.ts";
import type { EventRecorder } from "../controller/events.ts";
import { isCovered } from "../controller/is-covered.ts";
import { buildPath, joinKey, type KubeObject, type ObjectKey } from "../controller/kube-object.ts";
import { WrittenVersions } from "../controller/written-versions.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { DocSiteStatus } from "../docsite-status.ts";
import { explainSlot, type ActiveCrawls, type SlotProblem } from "../docsites/active-crawls.ts";
import { prepareCrawlPlan } from "../docsites/build-crawl-plan.ts";
import type { PlanProblem } from "../docsites/read-profile.ts";
import { kinds, labels, managedBy, traceparentAnnotation } from "../kinds.ts";
import type { OperatorSettings } from "../settings.ts";
import { claimName } from "./build-store-mounts.ts";
import { buildOwner } from "./child-metadata.ts";
import type { CrawlLogins } from "./crawl-logins.ts";
import { hasEnded, readCrawl, type CrawlView } from "./crawl-view.ts";
import { childKey, type CrawlWorld, type JobObject, type PlanOfSite } from "./crawl-world.ts";
import { decideCrawl, identify, type Child, type CrawlDecision } from "./decide-crawl.ts";
import { seeksRoom } from "./make-room.ts";
import { readCreationProblem } from "./read-creation-problem.ts";
import { toRefusal, type Refusal } from "./refusal.ts";

export interface CrawlDependencies {
  readonly client: ApiClient;
  readonly caches: Caches;
  readonly active: ActiveCrawls;
  readonly events: EventRecorder;
  readonly settings: OperatorSettings;
  readonly clock: Clock;
  /** What a running crawl tells of itself; nothing where there is no progress bucket. */
  readonly readReport: (plan: CrawlPlan) => CrawlReport | undefined;
  /** Why what it needs in NATS is not made, where the operator makes it. */
  readonly readStreamsProblem?: ((plan: CrawlPlan) => string | undefined) | undefined;
  /** How its pods log in to NATS; absent where none does. */
  readonly logins?: Pick<CrawlLogins, "keep" | "forget"> | undefined;
  /** The end of a crawl is on record. */
  readonly onEnded: (plan: CrawlPlan) => void;
}

const behindMs = 50;
const childKinds = ["job", "configMap", "autoscaler", "networkPolicy"] as const;

/** Reads the world of one Crawl, decides, and writes what differs. */
export class CrawlReconciler {
  readonly #dependencies: CrawlDependencies;
  readonly #written = new WrittenVersions();
  readonly #refusals = new Map<ObjectKey, Refusal>();

  constructor(dependencies: CrawlDependencies) {
    this.#dependencies = dependencies;
  }

  async reconcile(key: ObjectKey): Promise<ReconcileOutcome> {
    const object = this.#dependencies.caches.get("crawl", key);
    const crawl = object && readCrawl(object);
    // What it owns goes with it, by the garbage collector.
    if (object === undefined || crawl === undefined || crawl.isDeleting) {
      this.#written.forget(key);
      this.#refusals.delete(key);
      this.#dependencies.logins?.forget(key);
      return {};
    }
    if (this.#written.isBehind(key, object)) return { againAfterMs: behindMs };
    const world = await this.#observe(key, crawl);
    const decision = decideCrawl(world);
    // While something of it is left: a Crawl that ended long ago has nothing in NATS either.
    if (hasEnded(crawl) && crawl.spec.plan !== undefined && decision.remove.length > 0) {
      this.#dependencies.onEnded(crawl.spec.plan);
      this.#dependencies.logins?.forget(key);
    }
    const refusal = await this.#carryOut(key, world, decision);
    // News goes into the status at once.
    if (this.#isNews(key, refusal)) return { againAfterMs: behindMs };
    return decision.againAfterMs === undefined ? {} : { againAfterMs: decision.againAfterMs };
  }

  #isNews(key: ObjectKey, refusal: Refusal | undefined): boolean {
    const before = this.#refusals.get(key);
    if (refusal === undefined) this.#refusals.delete(key);
    else this.#refusals.set(key, refusal);
    return !isDeepStrictEqual(before, refusal);
  }

  async #observe(key: ObjectKey, crawl: CrawlView): Promise<CrawlWorld> {
    const { caches, settings, clock, readReport, readStreamsProblem } = this.#dependencies;
    const { namespace = "default", uid } = crawl.object.metadata;
    const children = childKinds.flatMap((kind) =>
      (caches.childrenOfCrawl[kind]?.get(key) ?? [])
        // A namesake that came before is not ours.
        .filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid))
        .map((child) => [childKey(kinds[kind].kind, child.metadata.name), child] as const),
    );
    const { plan } = crawl.spec;
    const refusal = this.#refusals.get(key);
    const creationProblem = await this.#findCreationProblem(crawl, children);
    const report = plan && readReport(plan);
    const streamsProblem = plan && readStreamsProblem?.(plan);
    const world = {
      crawl,
      namespace,
      children: new Map<string, KubeObject>(children),
      pods: caches.podsOfCrawl.get(key),
      hasClaim: false,
      report,
      ...(streamsProblem !== undefined && { streamsProblem }),
      planOfSite: plan === undefined ? await this.#planSite(crawl, namespace) : undefined,
      ...(refusal && { refusal }),
      ...(creationProblem && { creationProblem }),
      settings,
      now: clock.now(),
    };
    if (plan === undefined) return world;
    return {
      ...world,
      isRoomSought: crawl.spec.workers > plan.workers.min && this.#isRoomSought(key),
      hasClaim: caches.get("claim", joinKey(namespace, claimName(identify(world), plan))) !== undefined,
    };
  }

  #isRoomSought(key: ObjectKey): boolean {
    const now = this.#dependencies.clock.now();
    return this.#dependencies.caches.podsOfCrawl.listOthers(key).some((pods) => seeksRoom(pods, now));
  }

  async #findCreationProblem(crawl: CrawlView, children: readonly (readonly [string, KubeObject])[]) {
    const { client, clock, settings } = this.#dependencies;
    if (hasEnded(crawl) || !settings.features.PodRefusals) return undefined;
    const jobs = children.flatMap(([id, child]) => (id.startsWith(`${kinds.job.kind}/`) ? [child as JobObject] : []));
    return await readCreationProblem(client, jobs, clock.now());
  }

  async #planSite(crawl: CrawlView, namespace: string): Promise<PlanOfSite | PlanProblem | SlotProblem | undefined> {
    const { client, caches, active, settings, clock } = this.#dependencies;
    const site = joinKey(namespace, crawl.spec.siteRef.name);
    const object = caches.get("docSite", site);
    const docSite = object && checkDocSite(object).docSite;
    if (object === undefined || docSite === undefined || this.#hasOtherActive(crawl, namespace)) return undefined;
    const slot = active.findSlot({ site, host: new URL(docSite.spec.url).host }, settings);
    if (slot !== "free") return explainSlot(slot);
    const now = clock.now();
    const generation = object.metadata.generation ?? 0;
    const lastSnapshot = (object as { readonly status?: DocSiteStatus }).status?.snapshot?.id;
    const facts = {
      generation,
      trigger: "Manual",
      scheduledAt: now,
      // The name may be one that anybody would think of.
      crawlName: crawl.object.metadata.uid ?? crawl.name,
      now,
      lastSnapshot,
    } as const;
    const prepared = await prepareCrawlPlan(client, docSite, facts, settings);
    if ("problem" in prepared) return prepared.problem;
    const { name, uid = "" } = object.metadata;
    return { plan: prepared.plan, owner: buildOwner("DocSite", { name, uid }) };
  }

  /** One crawl of a DocSite at a time, made by hand or not. */
  #hasOtherActive({ name, spec }: CrawlView, namespace: string): boolean {
    const all = this.#dependencies.caches.crawlsOfSite.get(joinKey(namespace, spec.siteRef.name)).map(readCrawl);
    return all.some((other) => other?.spec.plan !== undefined && other.name !== name && !hasEnded(other));
  }

  /** The status first: what it remembers must not be lost between the writes that follow. */
  async #carryOut(key: ObjectKey, world: CrawlWorld, decision: CrawlDecision): Promise<Refusal | undefined> {
    const { client, events, logins } = this.#dependencies;
    const { crawl, namespace } = world;
    if (!isDeepStrictEqual(decision.status, crawl.status)) {
      const body = { metadata: { name: crawl.name, namespace }, status: decision.status };
      this.#written.note(key, crawl.object, await apply(client, kinds.crawl, body, "status"));
    }
    for (const facts of decision.events) events.record(kinds.crawl, crawl.object, facts);
    if (decision.setPlan !== undefined) await this.#claim(key, world, decision.setPlan);
    // Before the pods, which do not start without.
    if (decision.needsLogins && crawl.spec.plan !== undefined) {
      await logins?.keep(identify(world), crawl.spec.plan, { mayBeLost: decision.mayLackLogins });
    }
    const refusal = await this.#createChildren(world, decision);
    for (const { name, spec } of decision.patch) await this.#merge(buildPath(kinds.job, { namespace, name }), { spec });
    if (decision.scaleTo !== undefined) {
      const path = buildPath(kinds.crawl, { namespace, name: crawl.name, subresource: "scale" });
      await this.#merge(path, { spec: { replicas: decision.scaleTo } });
    }
    for (const { resource, object } of decision.remove) {
      await client.delete(resource, namespace, object.metadata.name, object.metadata.uid).catch(unlessGone);
    }
    return refusal;
  }

  /** Undefined when all is there. What is refused for now must not end the reconcile: its condition tells of it. */
  async #createChildren(world: CrawlWorld, { create, apply: applied }: CrawlDecision): Promise<Refusal | undefined> {
    let child: Child | undefined;
    try {
      for (child of create) await this.#create(child);
      for (child of applied) await this.#apply(world, child);
      return undefined;
    } catch (error) {
      const refusal = child && toRefusal(error, `${child.resource.kind} ${child.object.metadata.name}`);
      if (refusal === undefined) throw error;
      return refusal;
    }
  }

  /** Others may have been planned at the same time: the place is taken without a wait in between, or not at all. */
  async #claim(key: ObjectKey, world: CrawlWorld, planned: PlanOfSite): Promise<void> {
    const { active, settings } = this.#dependencies;
    const place = { site: joinKey(world.namespace, planned.owner.name), host: planned.plan.host };
    if (active.findSlot(place, settings) !== "free") return;
    active.set(key, place);
    try {
      await this.#setPlan(world, planned);
    } catch (error) {
      active.delete(key);
      throw error;
    }
  }

  /** With the version that it was read at: a Crawl that got a plan meanwhile keeps it. From now on it goes with its DocSite. */
  async #setPlan({ crawl, namespace }: CrawlWorld, { plan, owner }: PlanOfSite): Promise<void> {
    const { resourceVersion } = crawl.object.metadata;
    const traceparent = currentSpan()?.traceparent;
    const metadata = {
      resourceVersion,
      ...(traceparent && { annotations: { [traceparentAnnotation]: traceparent } }),
      ownerReferences: [owner],
      labels: { [labels.managedBy]: managedBy, [labels.site]: owner.name },
    };
    const path = buildPath(kinds.crawl, { namespace, name: crawl.name });
    await this.#merge(path, { metadata, spec: { plan, workers: plan.workers.min } });
  }

  async #create({ resource, object }: Child): Promise<void> {
    const { namespace = "default" } = object.metadata;
    try {
      await this.#dependencies.client.request({
        method: "POST",
        path: buildPath(resource, { namespace }),
        body: object,
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  async #apply({ children }: CrawlWorld, { resource, object }: Child): Promise<void> {
    if (isCovered(object, children.get(childKey(resource.kind, object.metadata.name)))) return;
    await apply(this.#dependencies.client, resource, object);
  }

  async #merge(path: string, body: object): Promise<void> {
    const contentType = "application/merge-patch+json";
    await this.#dependencies.client.request({ method: "PATCH", path, contentType, body });
  }
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}
