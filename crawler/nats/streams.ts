import {
  AckPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { Plan } from "../contract.ts";
import { describeJournal, nameCrawl, type CrawlNames, type StreamsPlan } from "../nats-names.ts";
import { isNotFound } from "./not-found.ts";

type Config = Pick<
  StreamConfig,
  "name" | "subjects" | "retention" | "discard" | "storage" | "num_replicas" | "max_bytes"
> & { readonly compression: StoreCompression; readonly metadata?: Record<string, string> };

/** A result whose coordinator died is given to the next one after this. */
export const resultAckWaitMs = 10_000;
/** Permits bound what is out; the consumers' own bound must never be the smaller one. */
const MAX_ACK_PENDING = 20_000;

/**
 * An item whose worker does not answer is given to another one, which answers `lost`. So long that a request that began
 * in time has ended: workers begin within one request time-out of the receipt.
 */
export const workAckWaitMs = (plan: StreamsPlan): number => plan.limits.requestTimeoutMs * 2;

/** Creates what is missing, changes what differs; applying a configuration again would drop what was handed back. */
export async function ensureStreams(jsm: JetStreamManager, plan: StreamsPlan): Promise<void> {
  const names = nameCrawl(plan);
  for (const config of buildStreams(plan, names)) await ensureStream(jsm, config);
  await ensureWorkConsumers(jsm, names, workAckWaitMs(plan));
  await ensureConsumer(jsm, names.streams.results, buildConsumer(names.consumer, resultAckWaitMs));
}

/** Everything of the crawl in NATS, but its progress; the journal, which tells whose the others are, as the last. */
export async function deleteStreams(jsm: JetStreamManager, plan: Plan): Promise<void> {
  const { streams, bodies } = nameCrawl(plan);
  for (const name of [`OBJ_${bodies}`, streams.work, streams.results, streams.journal]) {
    await jsm.streams.delete(name).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
}

/** What no worker and no coordinator is wanted to see any more. */
export async function purgeQueues(jsm: JetStreamManager, plan: Plan): Promise<void> {
  const { streams } = nameCrawl(plan);
  await jsm.streams.purge(streams.work);
  await jsm.streams.purge(streams.results);
}

function buildStreams(plan: StreamsPlan, { streams, subjects }: CrawlNames): readonly Config[] {
  const { replicas = 1, storage = "File", compression = true, maxBytes = -1 } = plan.streams ?? {};
  const isCompressed = compression && storage === "File";
  const common = {
    storage: storage === "File" ? StorageType.File : StorageType.Memory,
    num_replicas: replicas,
    max_bytes: maxBytes,
    compression: isCompressed ? StoreCompression.S2 : StoreCompression.None,
    // The default would delete what nobody has seen yet.
    discard: DiscardPolicy.New,
  };
  // What waits in a queue is gone in a moment: compressing it would be a third of the server's work, for nothing.
  const queue = { ...common, compression: StoreCompression.None, retention: RetentionPolicy.Workqueue };
  return [
    { ...queue, name: streams.work, subjects: [subjects.work, subjects.render] },
    { ...queue, name: streams.results, subjects: [subjects.results] },
    {
      ...common,
      retention: RetentionPolicy.Limits,
      name: streams.journal,
      subjects: [subjects.journal],
      metadata: describeJournal(plan),
    },
  ];
}

async function ensureStream(jsm: JetStreamManager, wanted: Config): Promise<void> {
  const found = await jsm.streams.info(wanted.name).catch(missing);
  if (found === undefined) {
    await jsm.streams.add(wanted);
    return;
  }
  const { max_bytes, num_replicas, compression } = wanted;
  const differs =
    found.config.max_bytes !== max_bytes ||
    found.config.num_replicas !== num_replicas ||
    (found.config.compression ?? StoreCompression.None) !== compression;
  if (differs) await jsm.streams.update(wanted.name, { ...found.config, max_bytes, num_replicas, compression });
}

/** A new consumer of an old stream does not know what workers have in hand: what it would give out twice has to go. */
async function ensureWorkConsumers(jsm: JetStreamManager, names: CrawlNames, ackWaitMs: number): Promise<void> {
  const { streams, subjects, consumer, renderConsumer } = names;
  for (const [name, subject] of [
    [consumer, subjects.work],
    [renderConsumer, subjects.render],
  ] as const) {
    const found = await jsm.consumers.info(streams.work, name).catch(missing);
    if (found === undefined) await jsm.streams.purge(streams.work, { filter: subject });
    await ensureConsumer(jsm, streams.work, { ...buildConsumer(name, ackWaitMs), filter_subject: subject });
  }
}

function buildConsumer(name: string, ackWaitMs: number) {
  return {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
  } satisfies Partial<ConsumerConfig>;
}

async function ensureConsumer(
  jsm: JetStreamManager,
  stream: string,
  wanted: ReturnType<typeof buildConsumer> & { readonly filter_subject?: string },
): Promise<void> {
  const found = await jsm.consumers.info(stream, wanted.durable_name).catch(missing);
  if (found === undefined) await jsm.consumers.add(stream, wanted);
  else if (found.config.ack_wait !== wanted.ack_wait) await jsm.consumers.update(stream, wanted.durable_name, wanted);
}

function missing(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}
