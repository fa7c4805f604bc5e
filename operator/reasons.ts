/**
 * Every reason that a condition, an event or a log line of the operator may carry, with what it means and what to do.
 * docs/operator.md is generated from this list.
 */
export const reasons = {
  Published: "The last crawl published a snapshot.",
  NeverCrawled: "No crawl has published a snapshot yet.",
  Crawling: "A crawl is under way.",
  Suspended: "spec.suspend is true: no crawl starts. Set it to false to go on.",
  Scheduled: "Nothing to do until status.nextCrawlTime.",
  Idle: "Nothing to do: there is no schedule. Annotate with docsynapse.io/crawl-requested-at to crawl now.",
  WaitingForSlot: "As many crawls as the cluster allows are active; this one starts when another ends.",
  WaitingForHost: "Another DocSite's crawl is busy with the same host; this one starts when it ends.",
  WaitingForPods: "The pods of the last crawl are still ending; the next one starts when they are gone.",
  InvalidSpec: "The spec breaks a rule that the API server cannot check. The message names the field; edit it.",
  ReferenceMissing:
    "A ConfigMap that the plan needs is missing, or lacks the entry. Create it; it is looked for each minute.",
  InvalidProfile: "The profile that spec.extraction.profile names is none. The message names what is wrong in it.",
  PlanTooLarge: "The plan is larger than what pods can be given. Name fewer start URLs, globs or selectors.",
  MissedDeadline: "A scheduled crawl could not start within spec.startingDeadlineSeconds and was left out.",
  CrawlFailed: "The last crawl failed; the snapshot published before it is untouched. See the Crawl's message.",
  NoPlan: "The Crawl gets its plan when its DocSite is there, is valid, and is not busy with another Crawl.",
  Pending: "The crawl's objects are being made.",
  Seeding: "The crawl finds out where the site's pages are listed.",
  Publishing: "The crawl writes its snapshot.",
  Succeeded: "The snapshot is published.",
  GateRefused: "The snapshot was refused by spec.publish: too few pages, or too many fewer than before.",
  BadConfiguration: "The crawler refused its configuration. See the coordinator's log; edit the DocSite.",
  DeadlineExceeded: "The crawl took longer than it may.",
  TooManyDeaths: "The coordinator's pods keep dying without progress. See their last state; more memory may help.",
  Replaced: "A newer crawl of the same DocSite took its place (concurrencyPolicy Replace).",
  ImagePullFailed: "The crawler image cannot be pulled. Check the image's name and the pull secrets.",
  SecretMissing: "A Secret or ConfigMap that the spec names is missing in the namespace. Create it.",
  Unschedulable: "No node can take the pods. Check resources, nodeSelector, tolerations and the claim.",
  MakingRoom:
    "Event of a Crawl: the cluster has room for its coordinator or its workers, not for both; one rests until the other has a node. Or another crawl has none, and this one keeps its least workers until it has.",
  PodOutOfMemory:
    "A pod was killed for using more memory than its limit. Raise spec.workers.resources, or the chart's crawls.coordinatorResources for a coordinator.",
  PodNotStarting:
    "A pod has a node but does not start: mostly a Secret, ConfigMap or claim that the spec names is missing, or the claim is in use on another node.",
  PodEvicted: "A node short of memory or disk evicted a pod; another goes on. Raise spec.workers.resources.requests.",
  PodDisrupted: "A pod was taken off its node, as by a drain; another goes on as soon as there is a place for it.",
  StorageFull:
    "The volume or bucket has no room; the crawl waits and goes on when it has. Make room, or keep fewer snapshots by spec.retention.",
  StorageUnreachable: "The volume or object storage does not answer; the crawl waits for it.",
  NatsUnavailable:
    "The operator does not reach NATS, or NATS does not take what the crawl needs there; the crawl goes on when it does. See the message, NATS and its limits.",
  QuotaExceeded:
    "A ResourceQuota of the namespace refuses an object or a pod. Raise it, or ask for less in spec.workers.",
  CreationRefused:
    "The API server refuses an object or a pod of the crawl: an admission policy, Pod Security, a missing permission, or resources that contradict each other.",
  PodsFailing: "Something is wrong with the crawl's pods. See the Crawl's conditions.",
  PolitenessBound:
    "More workers would not be faster: the site's rate limit binds. maxReplicas is lowered to what helps.",
  WorkersUseful: "Every worker that spec.workers.max allows can be used.",
} as const;

export type Reason = keyof typeof reasons;
