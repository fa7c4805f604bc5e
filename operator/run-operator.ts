import type { Logger } from "pino";
import type { CrawlReport } from "../crawler/contract.ts";
import { nameCrawl, type CrawlKey } from "../crawler/nats-names.ts";
import { noTracer, type Tracer } from "../telemetry/span.ts";
import { Caches, labelled, type CacheChange, type CacheListener } from "./caches.ts";
import type { OperatorConfig } from "./config.ts";
import type { ApiClient } from "./controller/api-client.ts";
import { systemClock, type Clock } from "./controller/clock.ts";
import { Controller } from "./controller/controller.ts";
import { EventRecorder } from "./controller/events.ts";
import { startHealthServer } from "./controller/health-server.ts";
import { joinKey, type KubeObject } from "./controller/kube-object.ts";
import { LeaderElection, type Timing } from "./controller/leader-election.ts";
import { Metrics } from "./controller/metrics.ts";
import { pause } from "./controller/pause.ts";
import { readCrawlKey } from "./crawls/crawl-key.ts";
import type { CrawlLogins } from "./crawls/crawl-logins.ts";
import { hasEnded, readCrawl } from "./crawls/crawl-view.ts";
import { CrawlReconciler } from "./crawls/reconcile-crawl.ts";
import type { CrawlPlan } from "./crawl.ts";
import { ActiveCrawls } from "./docsites/active-crawls.ts";
import { SiteReconciler } from "./docsites/reconcile-site.ts";
import { labels } from "./kinds.ts";

export interface OperatorOptions {
  readonly client: ApiClient;
  readonly config: OperatorConfig;
  readonly log: Logger;
  /** Unlike that of any other process. */
  readonly identity: string;
  readonly metrics?: Metrics;
  readonly tracer?: Tracer;
  readonly clock?: Clock;
  readonly leaseTiming?: Partial<Timing>;
  readonly readReport?: (plan: CrawlPlan) => CrawlReport | undefined;
  readonly readStreamsProblem?: (plan: CrawlPlan) => string | undefined;
  /** A crawl's end is on record, or it was deleted and its pods will have gone after this time. */
  readonly onEnded?: (plan: CrawlPlan, afterMs?: number) => void;
  readonly logins?: CrawlLogins | undefined;
  /** It leads, and knows all Crawls: whether one is of use still, by its name in NATS. */
  readonly onLeading?: (isWanted: (crawl: CrawlKey) => boolean) => void;
}

const leaseName = "docsynapse-operator";
/** Past a watch's own watchdog and many tries to list again: then only a new process helps. */
const maxSilenceMs = 10 * 60_000;

/** The longest grace of a pod, and the garbage collector's own time. */
const podsGoneMs = 2 * 60_000;

/**
 * Follows the cluster at once, so that a standby is warm, and reconciles as leader. Resolves when stopped by the signal,
 * or when the lease was lost: then the process must end.
 */
export async function runOperator(options: OperatorOptions, signal: AbortSignal): Promise<"stopped" | "lost"> {
  const { client, config, log, identity, metrics = new Metrics(), clock = systemClock } = options;
  const ending = new AbortController();
  const election = config.leaderElection
    ? new LeaderElection({
        client,
        namespace: config.leaseNamespace,
        name: leaseName,
        identity,
        clock,
        ...(options.leaseTiming && { timing: options.leaseTiming }),
        onProblem: (error) => log.warn({ error: String(error) }, "lease not written"),
        onChange: (isLeader) => {
          metrics.setLeader(leaseName, isLeader);
          if (!isLeader) log.warn("the lease is late: nothing is written until it is renewed");
        },
      })
    : undefined;
  const mayWrite = () => election?.isLeader ?? true;
  const leader = { ...options, client: options.client.whileTrue(mayWrite) };
  const events = new EventRecorder(
    leader.client,
    identity,
    (error) => log.debug({ error: String(error) }, "event not sent"),
    clock,
  );
  const parts = buildControllers(leader, metrics, events, mayWrite);
  const { caches, controllers } = parts;
  const health = await startHealthServer({
    ...config.health,
    metrics,
    live: {
      watches: () => tell(caches.findSilent(maxSilenceMs), "nothing heard of"),
      queues: () =>
        tell(
          controllers.filter(({ isStuck }) => isStuck).map(({ name }) => name),
          "stuck",
        ),
    },
    ready: { caches: () => tell(caches.findUnsynced(), "not listed yet") },
  });
  const following = caches.run(ending.signal);
  try {
    if (election !== undefined && !(await election.acquire(signal))) return "stopped";
    if (election === undefined) metrics.setLeader(leaseName, true);
    const leading = AbortSignal.any([signal, ending.signal]);
    const held = election?.hold(signal) ?? pause(clock, Number.MAX_SAFE_INTEGER, signal).then(() => "stopped" as const);
    while (caches.findUnsynced().length > 0 && !signal.aborted) await pause(clock, 20, signal);
    log.info({ identity, namespace: config.watchNamespace ?? "all" }, "leading");
    options.onLeading?.((crawl) => isCrawlWanted(caches, config.watchNamespace, crawl));
    const working = Promise.all(controllers.map((controller) => controller.run(leading)));
    const outcome = await held;
    metrics.setLeader(leaseName, false);
    // After a lost lease nothing may be finished: another leads already.
    if (outcome === "lost") return outcome;
    await working;
    await events.flush();
    await election?.release().catch((error: unknown) => log.warn({ error: String(error) }, "lease not released"));
    return outcome;
  } finally {
    ending.abort();
    health.closeAllConnections();
    health.close();
    await following;
  }
}

const tell = (names: readonly string[], what: string): string | undefined =>
  names.length === 0 ? undefined : `${what}: ${names.join(", ")}`;

/** A Crawl that is not over; and one of a namespace that is not looked after is somebody else's. */
function isCrawlWanted(caches: Caches, watchNamespace: string | undefined, wanted: CrawlKey): boolean {
  if (watchNamespace !== undefined && !wanted.site.startsWith(`${watchNamespace}/`)) return true;
  for (const object of caches.crawlsOfSite.get(wanted.site)) {
    const crawl = readCrawl(object);
    const key = crawl?.spec.plan && readCrawlKey(crawl.spec.plan);
    if (crawl === undefined || key === undefined || hasEnded(crawl)) continue;
    if (nameCrawl(key).id === nameCrawl(wanted).id) return true;
  }
  return false;
}

function buildControllers(options: OperatorOptions, metrics: Metrics, events: EventRecorder, mayWrite: () => boolean) {
  const { client, config, log, clock = systemClock, readReport = () => undefined } = options;
  const { logins, readStreamsProblem, onEnded = () => undefined, tracer = noTracer } = options;
  const { settings, concurrency } = config;
  const active = new ActiveCrawls();
  const listener: CacheListener = {
    changed: (change) => {
      if (change.kind === "docSite") siteChanged(change);
      else if (change.kind === "crawl") crawlChanged(change);
      else enqueueOwners(change.object);
    },
    problem: ({ step, error }) =>
      log.warn({ step, error: String(error) }, "lost touch with the API server; trying again"),
  };
  const caches: Caches = new Caches(client, config.watchNamespace, metrics, listener);
  const siteReconciler = new SiteReconciler({ client, caches, active, events, settings, clock });
  const crawlReconciler = new CrawlReconciler({
    client,
    caches,
    active,
    events,
    settings,
    clock,
    readReport,
    readStreamsProblem,
    onEnded,
    logins,
  });
  const common = { concurrency, mayWrite, log, metrics, tracer, clock };
  const sites = new Controller({ ...common, name: "docsite", reconcile: (key) => siteReconciler.reconcile(key) });
  const crawls = new Controller({ ...common, name: "crawl", reconcile: (key) => crawlReconciler.reconcile(key) });

  function siteChanged({ key, object, isGone, isOldNews }: CacheChange): void {
    if (!isGone && siteReconciler.isSettled(key, object)) return;
    sites.enqueue(key, isOldNews ? "resync" : "edit");
  }

  function crawlChanged({ key, object, isGone }: CacheChange): void {
    const crawl = readCrawl(object);
    const site = crawl && joinKey(object.metadata.namespace, crawl.spec.siteRef.name);
    const isOver = crawl === undefined || isGone || hasEnded(crawl);
    // One that waits for its plan holds no place: it may wait for ever.
    const host = crawl?.spec.plan?.host;
    if (!isOver && site !== undefined && host !== undefined) active.set(key, { site, host });
    if (isOver && active.delete(key)) for (const waiting of siteReconciler.waiting) sites.enqueue(waiting);
    if (isGone && crawl?.spec.plan !== undefined && !hasEnded(crawl)) onEnded(crawl.spec.plan, podsGoneMs);
    crawls.enqueue(key);
    if (site !== undefined) sites.enqueue(site);
  }

  function enqueueOwners(object: KubeObject): void {
    const [crawl, site] = [labelled(object, labels.crawl), labelled(object, labels.site)];
    if (crawl !== undefined) crawls.enqueue(crawl);
    if (site !== undefined) sites.enqueue(site);
  }

  return { caches, controllers: [sites, crawls] };
}
