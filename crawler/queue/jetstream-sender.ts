import { headers } from "@nats-io/transport-node";
import type { Nats } from "../nats/nats.ts";
import { persist, type Persistence } from "../nats/trouble.ts";
import type { Bodies } from "./bodies.ts";
import type { Codec } from "./frame.ts";
import type { Sender } from "./queue.ts";

/** Names the object that holds a message which was too large for the stream; the message itself is empty then. */
export const BODY_HEADER = "Docsynapse-Body";
const ID_HEADER = "Nats-Msg-Id";
/** Half of the server's usual limit. */
const MAX_INLINE_BYTES = 512 * 1024;

export interface SenderOptions<T> extends Persistence {
  readonly nats: Nats;
  readonly subject: string;
  readonly codec: Codec<T>;
  readonly bodies: Bodies;
  /** The same for the same message: a second copy within two minutes is not stored. */
  readonly idOf: (message: T) => string;
}

/** Sends until the stream has stored the message; a full stream makes the sender wait. */
export function createJetStreamSender<T>(options: SenderOptions<T>): Sender<T> {
  const { nats, subject, codec, idOf } = options;
  return {
    send: (message) => {
      const id = idOf(message);
      const bytes = codec.encode(message);
      const isLarge = bytes.length > largestInline(nats);
      return persist(async () => {
        const sent = headers();
        sent.append(ID_HEADER, id);
        if (!isLarge) return await nats.publisher.publish(subject, bytes, sent);
        const name = `message/${id}`;
        await options.bodies.put(name, bytes);
        sent.append(BODY_HEADER, name);
        await nats.publisher.publish(subject, new Uint8Array(), sent);
      }, options);
    },
  };
}

function largestInline({ connection }: Nats): number {
  const { max_payload: maxPayload = MAX_INLINE_BYTES * 2 } = connection.info ?? {};
  return Math.min(MAX_INLINE_BYTES, maxPayload / 2);
}
