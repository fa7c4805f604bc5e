import type { Delivery, Queue } from "./queue.ts";

interface Waiting<T> {
  readonly message: T;
  readonly isRepeated: boolean;
}

type Waiter<T> = (delivery: Delivery<T> | undefined) => void;

/** The queue of a crawl in one process: nothing outlives the process, the journal brings the work back. */
export function createMemoryQueue<T>(): Queue<T> {
  const waiting: Waiting<T>[] = [];
  const receivers = new Set<Waiter<T>>();

  const deliver = ({ message, isRepeated }: Waiting<T>): Delivery<T> => {
    let isOpen = true;
    return {
      message,
      isRepeated,
      ack: async () => {
        isOpen = false;
      },
      handBack: async () => {
        if (!isOpen) return;
        isOpen = false;
        offer({ message, isRepeated: true }, "first");
      },
    };
  };

  const offer = (one: Waiting<T>, place: "first" | "last"): void => {
    const [receiver] = receivers;
    if (receiver !== undefined) {
      receivers.delete(receiver);
      receiver(deliver(one));
    } else if (place === "first") waiting.unshift(one);
    else waiting.push(one);
  };

  return {
    send: async (message) => offer({ message, isRepeated: false }, "last"),
    next: async (signal) => {
      if (signal.aborted) return undefined;
      const one = waiting.shift();
      return one === undefined ? waitForOne(receivers, signal) : deliver(one);
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
