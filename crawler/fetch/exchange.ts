import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Dispatch } from "./lenient-dispatcher.ts";
import { openBodySink, type BodySink } from "./body-sink.ts";

export interface ExchangeRequest {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Called when there is a connection and the request leaves. */
  readonly onSent: (() => void) | undefined;
}

export type Phase = "connecting" | "waiting" | "reading";

export type Reply = { readonly transferredBytes: number } & (
  | {
      readonly type: "response";
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** Decoded; undefined for a status whose body nobody reads. */
      readonly body: Uint8Array | undefined;
    }
  | { readonly type: "error"; readonly error: unknown; readonly phase: Phase; readonly status: number | undefined }
);

export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

class Settled extends Error {
  override readonly name = "Settled";
}

/**
 * Makes one request and reads its answer within bounds; rejects only with the reason of an aborted signal.
 * Uses `dispatch`, below `request`: a request that still waits for a connection can be given up at once, and there is
 * no stream between the socket and the decoder.
 */
export function exchange(dispatcher: Dispatch, request: ExchangeRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    if (request.signal?.aborted === true) return reject(request.signal.reason as Error);
    const handler = new ResponseHandler(request, resolve, reject);
    dispatcher.dispatch(
      { origin: request.origin, path: request.path, method: "GET", headers: request.headers },
      handler,
    );
  });
}

/** Node takes a longer time for 1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

/** A body that nobody reads is read to this size and time, so that its connection can be used again. */
const DRAIN_BYTES = 65_536;
const DRAIN_MS = 1000;

const isReadStatus = (status: number): boolean =>
  status >= 200 && status < 300 && status !== 204 && status !== 205 && status !== 206;

class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (reason: Error) => void;
  readonly #onAbort: () => void;
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #phase: Phase = "connecting";
  #status: number | undefined;
  #headers: IncomingHttpHeaders = {};
  #sink: BodySink | undefined;
  #transferredBytes = 0;
  #settled = false;
  #networkDone = false;

  constructor(request: ExchangeRequest, resolve: (reply: Reply) => void, reject: (reason: Error) => void) {
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#onAbort = () => this.#abort();
    this.#timer = setTimeout(() => this.#fail(new DeadlinePassed()), Math.min(request.timeoutMs, MAX_TIMER_MS));
    request.signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#phase = "waiting";
    this.#request.onSent?.();
    // Given up while it waited for a connection: it must not be sent any more.
    if (this.#settled) controller.abort(new Settled());
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#settled || status < 200) return;
    this.#phase = "reading";
    this.#status = status;
    this.#headers = headers;
    if (isReadStatus(status)) this.#openSink();
    else this.#drain();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#transferredBytes += chunk.length;
    if (this.#sink === undefined) {
      if (this.#transferredBytes > DRAIN_BYTES) this.#succeed(undefined);
    } else if (!this.#sink.write(chunk)) {
      controller.pause();
    }
  }

  onResponseEnd(): void {
    this.#networkDone = true;
    if (this.#settled) return;
    if (this.#sink === undefined) this.#succeed(undefined);
    else this.#sink.end();
  }

  onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#controller ??= controller ?? undefined;
    this.#fail(error);
  }

  #openSink(): void {
    try {
      this.#sink = openBodySink(this.#headers, this.#request.maxBytes, {
        done: (body) => this.#succeed(body),
        fail: (error) => this.#fail(error),
        drain: () => this.#controller?.resume(),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  #drain(): void {
    if (Number(this.#headers["content-length"] ?? 0) > DRAIN_BYTES) return this.#succeed(undefined);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#succeed(undefined), Math.min(DRAIN_MS, this.#request.timeoutMs));
  }

  #succeed(body: Uint8Array | undefined): void {
    const status = this.#status;
    if (status === undefined || !this.#settle()) return;
    this.#resolve({
      type: "response",
      status,
      headers: this.#headers,
      body,
      transferredBytes: this.#transferredBytes,
    });
  }

  #fail(error: unknown): void {
    const status = this.#status;
    // Then the status alone is the answer: what goes wrong behind it changes nothing.
    if (status !== undefined && !isReadStatus(status)) return this.#succeed(undefined);
    if (!this.#settle()) return;
    this.#resolve({ type: "error", error, phase: this.#phase, status, transferredBytes: this.#transferredBytes });
  }

  #abort(): void {
    if (this.#settle()) this.#reject(this.#request.signal?.reason as Error);
  }

  /** False when it had ended before. What still comes in is cut off with its socket. */
  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#onAbort);
    this.#sink?.destroy();
    if (!this.#networkDone) this.#controller?.abort(new Settled());
    return true;
  }
}
