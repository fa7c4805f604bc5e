import { createHash } from "node:crypto";
import type { Plan } from "./contract.ts";

export const progressBucket = "docsynapse-progress";

/** Names of everything that a crawl has in NATS. */
export interface CrawlNames {
  readonly id: string;
  readonly streams: { readonly work: string; readonly results: string; readonly journal: string };
  readonly subjects: {
    readonly work: string;
    /** Of WORK too: pages for a browser. */
    readonly render: string;
    readonly results: string;
    readonly journal: string;
    /** Listened to by workers that have a browser; what is sent there only asks whether there is one. */
    readonly browsers: string;
  };
  /** Durable pull consumer of WORK, and of RESULTS. */
  readonly consumer: string;
  /** Of the pages for a browser. */
  readonly renderConsumer: string;
  /** Object store for large messages and for those that could not be read; its stream is `OBJ_<bucket>`. */
  readonly bodies: string;
  readonly requestKey: string;
}

/** The installation of crawls by hand: an operator in their account does not take what they have for left over. */
export const byHand = "by-hand";

/** All that the names are made of. */
export type CrawlKey = Pick<Plan, "site" | "snapshot"> & { readonly installation?: string | undefined };

/** All of a plan that what it has in NATS is made by. */
export type StreamsPlan = CrawlKey &
  Pick<Plan, "streams"> & { readonly limits: Pick<Plan["limits"], "requestTimeoutMs"> };

/**
 * Short, for all of them together have to fit into the first line that a client sends: servers take 4096 bytes, a signed
 * login included. The digest keeps crawls apart, sites with similar names, and installations in one account.
 */
export function nameCrawl({ site, snapshot, installation = "" }: CrawlKey): CrawlNames {
  const digest = createHash("sha256")
    .update(JSON.stringify([installation, site, snapshot]))
    .digest("hex")
    .slice(0, 12);
  const id = `${site.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 20)}-${digest}`;
  const stream = (role: string): string => `docsynapse-${id}-${role}`;
  const subject = (role: string): string => `docsynapse.${id}.${role}`;
  return {
    id,
    streams: { work: stream("work"), results: stream("results"), journal: stream("journal") },
    subjects: {
      work: subject("work"),
      render: subject("render"),
      results: subject("results"),
      journal: subject("journal"),
      browsers: subject("browsers"),
    },
    consumer: "docsynapse",
    renderConsumer: "docsynapse-render",
    bodies: stream("bodies"),
    requestKey: `${id}.request`,
  };
}

/** The journal, which is there as long as anything of the crawl is, says in its metadata whose it is. */
export const journalSubjects = "docsynapse.*.journal";

export function describeJournal({ site, snapshot, installation }: CrawlKey): Record<string, string> {
  return {
    "docsynapse-site": site,
    "docsynapse-snapshot": snapshot,
    ...(installation !== undefined && { "docsynapse-installation": installation }),
  };
}

/** Undefined where it is none of ours: what it says must lead to its own name. */
export function readJournal(stream: string, metadata: Readonly<Record<string, string>> = {}): CrawlKey | undefined {
  const {
    "docsynapse-site": site,
    "docsynapse-snapshot": snapshot,
    "docsynapse-installation": installation,
  } = metadata;
  if (site === undefined || snapshot === undefined) return undefined;
  const key = { site, snapshot, ...(installation !== undefined && { installation }) };
  return nameCrawl(key).streams.journal === stream ? key : undefined;
}

export type CrawlRole = "coordinator" | "worker";

/** Subjects that a role's credentials must allow it, and no others. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface PermissionOptions {
  readonly inboxPrefix?: string;
  /** As the plan says: its coordinator makes no stream then. */
  readonly areStreamsProvided?: boolean;
}

/** A role's own in one crawl, so that nobody reads what is answered to another. */
export const inboxPrefixFor = (role: CrawlRole, { id }: CrawlNames): string => `_INBOX.${id}.${role}`;

/**
 * A worker takes items and hands in results: it cannot read the journal, other results or other crawls, and makes and
 * deletes nothing.
 */
export function permissionsFor(
  role: CrawlRole,
  names: CrawlNames,
  { inboxPrefix = inboxPrefixFor(role, names), areStreamsProvided = false }: PermissionOptions = {},
): NatsPermissions {
  const publish = role === "worker" ? workerSubjects(names) : coordinatorSubjects(names, areStreamsProvided);
  const listening = role === "worker" ? [names.subjects.browsers] : [];
  return { publish, subscribe: [`${inboxPrefix}.>`, ...listening] };
}

/**
 * For who looks after all crawls: reads how they go, deletes what ended ones have, and makes what those of signed logins
 * need. It reads no message of theirs.
 */
export function controlPermissions(inboxPrefix: string): NatsPermissions {
  const bucket = `KV_${progressBucket}`;
  return {
    publish: [
      "$JS.API.STREAM.LIST",
      "$JS.API.STREAM.DELETE.*",
      `$JS.API.STREAM.INFO.${bucket}`,
      `$JS.API.STREAM.PURGE.${bucket}`,
      `$JS.API.STREAM.MSG.GET.${bucket}`,
      `$JS.API.DIRECT.GET.${bucket}.>`,
      ...providerSubjects,
    ],
    subscribe: [`${inboxPrefix}.>`],
  };
}

function workerSubjects({ streams, subjects, consumer, renderConsumer, bodies }: CrawlNames): string[] {
  const object = `OBJ_${bodies}`;
  return [
    ...[consumer, renderConsumer].flatMap((name) => [
      `$JS.API.CONSUMER.INFO.${streams.work}.${name}`,
      `$JS.API.CONSUMER.MSG.NEXT.${streams.work}.${name}`,
      ...acksOf(streams.work, name),
    ]),
    subjects.results,
    // A large body: what is there under its name, its pieces, its description.
    `$JS.API.STREAM.MSG.GET.${object}`,
    `$JS.API.STREAM.PURGE.${object}`,
    `$O.${bodies}.>`,
  ];
}

const providerSubjects = [
  ...["CREATE", "UPDATE", "INFO", "PURGE"].map((verb) => `$JS.API.STREAM.${verb}.*`),
  ...["CREATE", "INFO"].map((verb) => `$JS.API.CONSUMER.${verb}.>`),
];

function coordinatorSubjects(names: CrawlNames, areStreamsProvided: boolean): string[] {
  const { id, streams, consumer, bodies } = names;
  const object = `OBJ_${bodies}`;
  const bucket = `KV_${progressBucket}`;
  return [
    "$JS.API.INFO",
    ...(areStreamsProvided ? usedStreams(names) : ownStreams(names)),
    ...[streams.results, streams.journal].map((stream) => `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`),
    ...[streams.journal, object].map((stream) => `$JS.API.STREAM.MSG.GET.${stream}`),
    `$JS.API.DIRECT.GET.${object}.>`,
    ...acksOf(streams.results, consumer),
    // All of the crawl's, in one: a coordinator gains nothing by results of its own, and a login has to be short.
    `docsynapse.${id}.*`,
    `$O.${bodies}.>`,
    // Its own entry of the bucket that all crawls share: who could list it would learn how others' streams are called.
    ...(areStreamsProvided ? [] : [`$JS.API.STREAM.INFO.${bucket}`, `$JS.API.STREAM.MSG.GET.${bucket}`]),
    `$JS.API.DIRECT.GET.${bucket}.$KV.${progressBucket}.${id}.>`,
    `$KV.${progressBucket}.${id}`,
    `$JS.FC.>`,
  ];
}

/**
 * The server looks at subjects alone: who makes streams and consumers may name another crawl's of the account as their
 * source or their target. Crawls that must not trust each other's coordinators need provided streams, or accounts of
 * their own.
 */
const ownStreams = ({ streams, bodies }: CrawlNames): string[] => [
  ...[...Object.values(streams), `OBJ_${bodies}`].flatMap((stream) => [
    `$JS.API.STREAM.*.${stream}`,
    `$JS.API.CONSUMER.*.${stream}.>`,
  ]),
  `$JS.API.STREAM.CREATE.KV_${progressBucket}`,
];

/** Reading the journal and large messages takes consumers for the while, which can name no source. */
const usedStreams = ({ streams, bodies }: CrawlNames): string[] => [
  ...[...Object.values(streams), `OBJ_${bodies}`].flatMap((stream) => [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.PURGE.${stream}`,
  ]),
  ...[streams.work, streams.results].map((stream) => `$JS.API.CONSUMER.INFO.${stream}.*`),
  ...[streams.journal, `OBJ_${bodies}`].map((stream) => `$JS.API.CONSUMER.*.${stream}.>`),
];

/** As servers before 2.15 and since then want acks addressed. */
const acksOf = (stream: string, consumer: string): string[] => [
  `$JS.ACK.${stream}.${consumer}.>`,
  `$JS.ACK.*.*.${stream}.${consumer}.>`,
];
