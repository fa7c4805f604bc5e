import type { Plan } from "../contract.ts";
import { nameCrawl } from "../nats-names.ts";
import type { Result, WorkItem } from "../messages.ts";
import type { Nats } from "../nats/nats.ts";
import { resultAckWaitMs } from "../nats/streams.ts";
import { isUntaken } from "../nats/trouble.ts";
import { openBodies } from "../queue/bodies.ts";
import { resultCodec, workCodec } from "../queue/frame.ts";
import { createJetStreamReceiver } from "../queue/jetstream-receiver.ts";
import { createJetStreamSender } from "../queue/jetstream-sender.ts";
import type { Receiver, Sender } from "../queue/queue.ts";
import { BrowserWatch } from "./browser-watch.ts";

export interface CoordinatorQueuesOptions {
  readonly plan: Plan;
  readonly nats: Nats;
  readonly signal: AbortSignal;
  onMissing(): Promise<void>;
  onUnreadable(message: string): void;
  onPulse(): void;
}

/** Results to have at hand: more would only wait in memory. */
const BATCH = 64;

/** A page for a browser goes to the workers that have one; where none has, to any, which says what the page lacks. */
export function openCoordinatorQueues(
  options: CoordinatorQueuesOptions,
): Disposable & { readonly work: Sender<WorkItem>; readonly results: Receiver<Result> } {
  const { plan, nats, signal } = options;
  const { streams, subjects, consumer } = nameCrawl(plan);
  const bodies = openBodies(nats, plan);
  const sendTo = (subject: string): Sender<WorkItem> =>
    createJetStreamSender<WorkItem>({
      nats,
      subject,
      codec: workCodec,
      bodies,
      idOf: ({ release }) => String(release),
      signal,
      onTrouble: (error) => (isUntaken(error) ? options.onMissing() : undefined),
    });
  const [anyWorker, browserWorkers] = [sendTo(subjects.work), sendTo(subjects.render)];
  const browsers = new BrowserWatch(nats, plan);
  const work: Sender<WorkItem> = {
    send: async (item) => {
      const forBrowser = item.task.kind === "page" && item.task.render !== undefined;
      const isForBrowser = forBrowser && (await browsers.isOneThere(signal));
      await (isForBrowser ? browserWorkers : anyWorker).send(item);
    },
  };
  const results = createJetStreamReceiver<Result>({
    nats,
    stream: streams.results,
    consumer,
    codec: resultCodec,
    bodies,
    ackWaitMs: resultAckWaitMs,
    batch: BATCH,
    onUnreadable: (error) => options.onUnreadable(error.message),
    onMissing: () => options.onMissing(),
    onPulse: () => options.onPulse(),
  });
  return { work, results, [Symbol.dispose]: () => results[Symbol.dispose]() };
}
