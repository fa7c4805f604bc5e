import { headers, type MsgHdrs } from "@nats-io/transport-node";
import type { Nats } from "../nats/nats.ts";
import { persist, type Persistence } from "../nats/trouble.ts";
import type { Bodies } from "./bodies.ts";
import type { Codec } from "./frame.ts";
import type { Sender } from "./queue.ts";

/** Names the object that holds a message which was too large for the stream. */
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
    send: async (message) => {
      const msgID = idOf(message);
      const bytes = codec.encode(message);
      await persist(async () => {
        const sent = await withoutLargeBody(bytes, msgID, options);
        sent.headers.set(ID_HEADER, msgID);
        await nats.publisher.publish(subject, sent.bytes, sent.headers);
      }, options);
    },
  };
}

async function withoutLargeBody<T>(
  bytes: Uint8Array,
  id: string,
  { nats, bodies }: SenderOptions<T>,
): Promise<{ readonly bytes: Uint8Array; readonly headers: MsgHdrs }> {
  const sent = headers();
  const { max_payload: maxPayload = MAX_INLINE_BYTES * 2 } = nats.connection.info ?? {};
  if (bytes.length <= Math.min(MAX_INLINE_BYTES, maxPayload / 2)) return { bytes, headers: sent };
  const name = `message/${id}`;
  await bodies.put(name, bytes);
  sent.set(BODY_HEADER, name);
  return { bytes: new Uint8Array(), headers: sent };
}
