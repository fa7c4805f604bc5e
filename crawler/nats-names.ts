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

/** A function of site and snapshot; the digest keeps sites apart whose names differ in what a stream name may not have. */
export function nameCrawl({ site, snapshot }: Pick<Plan, "site" | "snapshot">): CrawlNames {
  const digest = createHash("sha256").update(site).digest("hex").slice(0, 8);
  const id = `${site.replace(/[^A-Za-z0-9-]+/g, "-").slice(0, 64)}-${digest}-${snapshot}`;
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

export type CrawlRole = "coordinator" | "worker";

/** Subjects that a role's credentials must allow it, and no others. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * A worker takes items and hands in results: it cannot read the journal, other results or other crawls, and makes and
 * deletes nothing. `inboxPrefix` is the role's own, so that nobody reads what is answered to another.
 */
export function permissionsFor(role: CrawlRole, names: CrawlNames, inboxPrefix: string): NatsPermissions {
  const publish = role === "worker" ? workerSubjects(names) : coordinatorSubjects(names);
  const listening = role === "worker" ? [names.subjects.browsers] : [];
  return { publish, subscribe: [`${inboxPrefix}.>`, ...listening] };
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

function coordinatorSubjects({ id, streams, subjects, consumer, bodies }: CrawlNames): string[] {
  const own = [...Object.values(streams), `OBJ_${bodies}`];
  const bucket = `KV_${progressBucket}`;
  return [
    "$JS.API.INFO",
    ...own.flatMap((stream) => [`$JS.API.STREAM.*.${stream}`, `$JS.API.STREAM.MSG.GET.${stream}`]),
    ...own.flatMap((stream) => [`$JS.API.CONSUMER.*.${stream}`, `$JS.API.CONSUMER.*.${stream}.>`]),
    ...own.map((stream) => `$JS.API.CONSUMER.MSG.NEXT.${stream}.>`),
    ...own.map((stream) => `$JS.API.DIRECT.GET.${stream}.>`),
    ...acksOf(streams.results, consumer),
    ...Object.values(subjects),
    `$O.${bodies}.>`,
    // Its own entry of the bucket that all crawls share.
    `$JS.API.STREAM.INFO.${bucket}`,
    `$JS.API.STREAM.CREATE.${bucket}`,
    `$JS.API.STREAM.MSG.GET.${bucket}`,
    `$JS.API.DIRECT.GET.${bucket}.$KV.${progressBucket}.${id}.>`,
    `$KV.${progressBucket}.${id}`,
    `$JS.FC.>`,
  ];
}

/** As servers before 2.15 and since then want acks addressed. */
const acksOf = (stream: string, consumer: string): string[] => [
  `$JS.ACK.${stream}.${consumer}.>`,
  `$JS.ACK.*.*.${stream}.${consumer}.>`,
];
