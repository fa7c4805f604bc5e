import type { Delivery, Queue } from "./queue.ts";

type Waiter<T> = (delivery: Delivery<T> | undefined) => void;

/** The queue of a crawl in one process: nothing outlives the process, the journal brings the work back. */
export function createMemoryQueue<T>(): Queue<T> {
  const waiting: T[] = [];
  const receivers = new Set<Waiter<T>>();

  const deliver = (message: T): Delivery<T> => {
    let isOpen = true;
    return {
      message,
      ack: async () => {
        isOpen = false;
      },
      handBack: async () => {
        if (!isOpen) return;
        isOpen = false;
        offer(message, "first");
      },
    };
  };

  const offer = (message: T, place: "first" | "last"): void => {
    const [receiver] = receivers;
    if (receiver !== undefined) {
      receivers.delete(receiver);
      receiver(deliver(message));
    } else if (place === "first") waiting.unshift(message);
    else waiting.push(message);
  };

  return {
    send: async (message) => offer(message, "last"),
    next: async (signal) => {
      if (signal.aborted) return undefined;
      const message = waiting.shift();
      return message === undefined ? waitForOne(receivers, signal) : deliver(message);
    },
    purge: async () => {
      waiting.length = 0;
    },
  };
}

function waitForOne<T>(receivers: Set<Waiter<T>>, signal: AbortSignal): Promise<Delivery<T> | undefined> {
  return new Promise((resolve) => {
    const receiver: Waiter<T> = (delivery) => {
      signal.removeEventListener("abort", onAbort);
      resolve(delivery);
    };
    const onAbort = (): void => {
      receivers.delete(receiver);
      resolve(undefined);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    receivers.add(receiver);
  });
}
