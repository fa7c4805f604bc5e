import { Objm, type ObjectStore } from "@nats-io/obj";
import type { Plan } from "../contract.ts";
import { nameCrawl, type StreamsPlan } from "../nats-names.ts";
import { isNotFound } from "../nats/not-found.ts";
import type { Nats } from "../nats/nats.ts";

/** Messages that are too large for a stream, by name, in the crawl's object store. */
export interface Bodies {
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when it is not there any more. */
  get(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
}

/** Opened where it is first needed: most crawls have no such message. A worker may use it and not create it. */
export function openBodies({ js }: Nats, plan: Plan): Bodies {
  const objm = new Objm(js);
  const name = nameCrawl(plan).bodies;
  let opened: Promise<ObjectStore> | undefined;
  const store = (): Promise<ObjectStore> => {
    opened ??= objm.open(name, false).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    put: async (key, bytes) => {
      await (await store()).putBlob({ name: key }, bytes);
    },
    get: async (key) => {
      try {
        return (await (await store()).getBlob(key)) ?? undefined;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    remove: async (key) => {
      await (await store()).delete(key);
    },
  };
}

/** For the coordinator, with the crawl's streams. */
export async function createBodies({ js }: Pick<Nats, "js">, plan: StreamsPlan): Promise<void> {
  const { replicas = 1 } = plan.streams ?? {};
  await new Objm(js).create(nameCrawl(plan).bodies, { replicas });
}
