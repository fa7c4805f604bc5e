import type { z } from "zod";
import { Result, WorkItem } from "../messages.ts";

/** How a message looks on the wire; `decode` throws `UnreadableMessage` for whatever it does not know. */
export interface Codec<T> {
  encode(message: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** A message that another version or a stranger sent. Its text is not in the error: it may hold a site's bytes. */
export class UnreadableMessage extends Error {
  constructor(why: string, cause?: unknown) {
    super(`a message cannot be read: ${why}`, { cause });
    this.name = "UnreadableMessage";
  }
}

const encoder = new TextEncoder();
const LINE_FEED = 0x0a;

export const workCodec: Codec<WorkItem> = {
  encode: (item) => encoder.encode(JSON.stringify(item)),
  decode: (bytes) => parse(WorkItem, parseJson(bytes)),
};

/** A line of JSON, then the body as it is: pages and pictures are most of what is sent, and base64 would add a third. */
export const resultCodec: Codec<Result> = {
  encode: (result) => {
    const { outcome } = result;
    if (outcome.type === "page") return join({ ...result, outcome: { ...outcome, staged: undefined } }, outcome.staged);
    if (outcome.type === "asset") return join({ ...result, outcome: { ...outcome, body: undefined } }, outcome.body);
    return join(result, new Uint8Array());
  },
  decode: (bytes) => {
    const end = bytes.indexOf(LINE_FEED);
    if (end < 0) throw new UnreadableMessage("it has no header line");
    return parse(Result, withBody(parseJson(bytes.subarray(0, end)), bytes.subarray(end + 1)));
  },
};

function join(head: unknown, body: Uint8Array): Uint8Array {
  return Buffer.concat([encoder.encode(`${JSON.stringify(head)}\n`), body]);
}

/** Where the body belongs in the message. */
const BODY_FIELDS: Readonly<Record<string, string>> = { page: "staged", asset: "body" };

function withBody(head: unknown, body: Uint8Array): unknown {
  if (!isObject(head) || !isObject(head["outcome"])) return head;
  const field = BODY_FIELDS[String(head["outcome"]["type"])];
  return field === undefined ? head : { ...head, outcome: { ...head["outcome"], [field]: body } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch {
    throw new UnreadableMessage("its header is not JSON");
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.slice(0, 3).map(({ path, code }) => `${path.join(".") || "message"} (${code})`);
  throw new UnreadableMessage(fields.join(", "));
}
