import { JetStreamApiCodes, JetStreamApiError, type JsMsg } from "@nats-io/jetstream";
import { headers, nuid, type MsgHdrs } from "@nats-io/transport-node";
import { JournalRecord } from "../frontier/records.ts";
import { isNotFound } from "../nats/not-found.ts";
import type { Nats } from "../nats/nats.ts";
import { isUntaken, persist } from "../nats/trouble.ts";
import { JournalDamaged, JournalTaken, type Journal } from "./journal.ts";
import { joinParts, splitIntoMessages, type Part } from "./journal-messages.ts";

export interface JetStreamJournalOptions {
  readonly nats: Nats;
  readonly stream: string;
  readonly subject: string;
  readonly signal: AbortSignal;
  /** Told of tries that failed for now. */
  readonly onTrouble: (error: unknown) => void;
}

const LAST_SEQUENCE_HEADER = "Nats-Expected-Last-Sequence";
/** On their way at once: of what a client is slow to take, a server keeps 64 MB, and then it ends the connection. */
const REPLAY_BYTES = 8 * 1024 * 1024;
/** Who wrote a message: by it a writer knows its own after the answer to it was lost. */
const WRITER_HEADER = "Docsynapse-Writer";
const PART_HEADER = "Docsynapse-Part";
/** On the first message of a journal that began anew: what is before it does not count. */
const BEGIN_HEADER = "Docsynapse-Begin";

/**
 * The journal as a stream whose only writer knows its last sequence: each message expects it, so a second coordinator
 * that has appended anything makes the first one's next append fail.
 */
export async function openJetStreamJournal(options: JetStreamJournalOptions): Promise<JetStreamJournal> {
  const { nats, stream, signal } = options;
  const { state } = await persist(() => nats.jsm.streams.info(stream), { signal });
  return new StreamJournal(options, state.last_seq);
}

export interface JetStreamJournal extends Journal {
  /** After `JournalDamaged`: the next record is the first one. The stream is not created anew, so the fence holds. */
  restart(): Promise<void>;
  isEmpty(): Promise<boolean>;
}

class StreamJournal implements JetStreamJournal {
  readonly #options: JetStreamJournalOptions;
  readonly #writer = nuid.next();
  #written = 0;
  #isBeginning = false;
  #lastSequence: number;
  #pending: JournalRecord[] = [];
  #flushing: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: JetStreamJournalOptions, lastSequence: number) {
    this.#options = options;
    this.#lastSequence = lastSequence;
  }

  async *replay(): AsyncGenerator<readonly JournalRecord[]> {
    let parts: Part[] = [];
    for await (const message of this.#messages()) {
      const { index, count } = partOf(message);
      // A writer that died between the parts of a record left it unfinished: it never counted.
      if (index === 0) parts = [];
      parts.push({ index, bytes: message.data });
      if (parts.length < count) continue;
      const lines = joinParts(parts).split("\n");
      yield lines.map((line) => parseRecord(line, message.seq));
    }
  }

  /** What is appended while a message is on its way goes out together in the next one. */
  append(records: readonly JournalRecord[]): Promise<void> {
    this.#pending.push(...records);
    if (this.#flushing === undefined) {
      this.#flushing = this.#last.then(() => this.#flush());
      this.#last = this.#flushing;
    }
    return this.#flushing;
  }

  async isEmpty(): Promise<boolean> {
    const { nats, stream, signal } = this.#options;
    const { state } = await persist(() => nats.jsm.streams.info(stream), { signal });
    return state.messages === 0;
  }

  async restart(): Promise<void> {
    const { nats, stream, signal } = this.#options;
    await this.#last.catch(() => undefined);
    const { state } = await persist(() => nats.jsm.streams.info(stream), { signal });
    this.#last = Promise.resolve();
    this.#lastSequence = state.last_seq;
    this.#isBeginning = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => undefined);
  }

  /** From the first to the last; a gap means that somebody has taken messages out. */
  async *#messages(): AsyncGenerator<JsMsg> {
    const { nats, stream, signal } = this.#options;
    const { state } = await persist(() => nats.jsm.streams.info(stream), { signal });
    let expected = 1;
    if (state.messages > 0) {
      const consumer = await persist(() => nats.js.consumers.get(stream), { signal });
      const messages = await consumer.consume({ max_bytes: REPLAY_BYTES });
      for await (const message of messages) {
        signal.throwIfAborted();
        // Behind records of the journal before it: whoever began anew died before they were dropped.
        if (message.headers?.has(BEGIN_HEADER) === true && expected > 1) break;
        if (message.headers?.has(BEGIN_HEADER) === true) expected = message.seq;
        if (message.seq !== expected) break;
        expected += 1;
        yield message;
        if (message.info.pending === 0) break;
      }
    }
    this.#lastSequence = expected - 1;
    if (this.#lastSequence < state.last_seq) throw new JournalDamaged("messages of the journal are gone");
  }

  async #flush(): Promise<void> {
    await Promise.resolve();
    const records = this.#pending;
    this.#pending = [];
    this.#flushing = undefined;
    for (const { bytes, index, count } of splitIntoMessages(records)) {
      await this.#write(bytes, count === 1 ? undefined : `${index}/${count}`);
    }
  }

  async #write(bytes: Uint8Array, part: string | undefined): Promise<void> {
    const { signal, onTrouble } = this.#options;
    const id = `${this.#writer}.${++this.#written}`;
    const sent = headers();
    sent.set(WRITER_HEADER, id);
    if (part !== undefined) sent.set(PART_HEADER, part);
    if (this.#isBeginning) sent.set(BEGIN_HEADER, "1");
    await persist(() => this.#publish(bytes, sent, id), {
      signal,
      onTrouble: async (error) => {
        if (isUntaken(error)) await this.#checkStream();
        onTrouble(error);
      },
    });
    this.#lastSequence += 1;
    if (this.#isBeginning) await this.#dropEarlier();
  }

  async #dropEarlier(): Promise<void> {
    const { nats, stream, signal } = this.#options;
    await persist(() => nats.jsm.streams.purge(stream, { seq: this.#lastSequence }), { signal });
    this.#isBeginning = false;
  }

  async #publish(bytes: Uint8Array, sent: MsgHdrs, id: string): Promise<void> {
    const { nats, subject } = this.#options;
    try {
      sent.set(LAST_SEQUENCE_HEADER, String(this.#lastSequence));
      await nats.publisher.publish(subject, bytes, sent);
    } catch (error) {
      if (!isWrongSequence(error)) throw error;
      if (!(await this.#isStoredAlready(id))) throw new JournalTaken();
    }
  }

  /** The answer to an earlier try was lost when the next message in the stream is our own. */
  async #isStoredAlready(id: string): Promise<boolean> {
    const { nats, stream } = this.#options;
    const { state } = await nats.jsm.streams.info(stream);
    if (state.last_seq < this.#lastSequence) throw new JournalDamaged("the journal's stream was rewound");
    const next = await nats.jsm.streams.getMessage(stream, { seq: this.#lastSequence + 1 });
    return next?.header.get(WRITER_HEADER) === id;
  }

  async #checkStream(): Promise<void> {
    const { nats, stream } = this.#options;
    try {
      await nats.jsm.streams.info(stream);
    } catch (error) {
      if (isNotFound(error)) throw new JournalDamaged("the journal's stream is gone");
    }
  }
}

function isWrongSequence(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError)) return false;
  const { StreamWrongLastSequence, StreamWrongLastSequenceUnknown } = JetStreamApiCodes;
  return error.code === StreamWrongLastSequence || error.code === StreamWrongLastSequenceUnknown;
}

function partOf(message: JsMsg): { readonly index: number; readonly count: number } {
  const [index = 0, count = 1] = (message.headers?.get(PART_HEADER) || "0/1").split("/").map(Number);
  return { index, count };
}

function parseRecord(line: string, sequence: number): JournalRecord {
  try {
    return JournalRecord.parse(JSON.parse(line));
  } catch (error) {
    throw new JournalDamaged(`message ${sequence} of the journal is not of this version`, error);
  }
}
