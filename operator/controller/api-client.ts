import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import { request as send, type Dispatcher } from "undici";
import { ApiError, isTransient, toApiError } from "./api-error.ts";
import { buildPath, type KubeObject, type Resource } from "./kube-object.ts";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** Past the queue of the others, on a socket of its own: for the lease, which is lost when it comes late. */
  readonly isUrgent?: boolean;
  /** How often it is tried at most; for a caller with its own deadline and pace. */
  readonly maxAttempts?: number;
}

/** How to reach one API server; `connect.ts` makes it from a kubeconfig. */
export interface Connection {
  readonly server: string;
  readonly dispatcher: Dispatcher;
  /** Watches and the lease have sockets of their own, so that nothing keeps another waiting. */
  readonly watchDispatcher: Dispatcher;
  /** Asked before each request: tokens are renewed. */
  readonly readHeaders: () => Promise<Readonly<Record<string, string>>>;
  /** Told of each try of a request; what it returns is called at its end. */
  readonly observe?: ApiObserver;
}

export type ApiObserver = (request: ApiRequest, server: string) => (end: ApiEnd) => void;

interface ApiEnd {
  /** 0 when there was no answer. */
  readonly status: number;
}

/** No answer is larger: a page of 500 objects of 1.5 MiB would be, and the API server's own limit comes first. */
const maxBodyBytes = 256 * 1024 * 1024;
const requestTimeoutMs = 30_000;
/** Together with the pauses below a request gives up after about 4 s and leaves the rest to its caller's back-off. */
const defaultMaxAttempts = 4;
const maxPauseMs = 10_000;

/** Speaks JSON with an API server. Errors are `ApiError`s; those that may pass are tried again a few times. */
export class ApiClient {
  readonly #connection: Connection;
  readonly #mayWrite: () => boolean;

  constructor(connection: Connection, mayWrite = () => true) {
    this.#connection = connection;
    this.#mayWrite = mayWrite;
  }

  /** The same, but that it writes only while it may: what began as leader must not end when another leads. */
  whileTrue(mayWrite: () => boolean): ApiClient {
    return new ApiClient(this.#connection, mayWrite);
  }

  async request<Body>(request: ApiRequest): Promise<Body> {
    for (let attempt = 1; ; attempt += 1) {
      if (request.method !== "GET" && !this.#mayWrite()) {
        throw new ApiError(0, "NotLeading", "nothing is written while the lease is late");
      }
      try {
        return await this.#requestOnce<Body>(request);
      } catch (error) {
        const pauseMs = computePauseMs(error, attempt, request.maxAttempts ?? defaultMaxAttempts);
        if (pauseMs === undefined || !mayRepeat(request, error)) throw error;
        await sleep(pauseMs, undefined, request.signal === undefined ? {} : { signal: request.signal });
      }
    }
  }

  async #requestOnce<Body>(request: ApiRequest): Promise<Body> {
    // Not AbortSignal.timeout: that one lives, and then fires, long after the answer is there.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error(`no answer in ${requestTimeoutMs} ms`)), requestTimeoutMs);
    try {
      return await this.#exchange<Body>(request, deadline.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #exchange<Body>(request: ApiRequest, deadline: AbortSignal): Promise<Body> {
    const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    const { dispatcher, watchDispatcher } = this.#connection;
    const { statusCode, headers, body } = await this.#send(
      request,
      request.isUrgent === true ? watchDispatcher : dispatcher,
      signal,
    );
    const text = await readText(body).catch((error: unknown) => {
      throw translate(error, request);
    });
    if (statusCode >= 300) throw toApiError(statusCode, text, String(headers["retry-after"] ?? "") || undefined);
    return JSON.parse(text) as Body;
  }

  /** The open answer to a watch; whoever reads it ends it through the signal. */
  async stream(request: ApiRequest & { readonly signal: AbortSignal }): Promise<Readable> {
    const { statusCode, headers, body } = await this.#send(request, this.#connection.watchDispatcher, request.signal);
    if (statusCode < 300) return body;
    throw toApiError(statusCode, await readText(body), String(headers["retry-after"] ?? "") || undefined);
  }

  async #send(request: ApiRequest, dispatcher: Dispatcher, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const url = new URL(request.path, this.#connection.server);
    const observed = this.#connection.observe?.(request, url.host);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    try {
      const answer = await send(url, {
        method: request.method,
        dispatcher,
        signal,
        headers: {
          ...(await this.#connection.readHeaders()),
          accept: "application/json",
          ...(request.body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
      });
      observed?.({ status: answer.statusCode });
      return answer;
    } catch (error) {
      observed?.({ status: 0 });
      throw translate(error, request);
    }
  }

  async read<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string): Promise<T> {
    return await this.request<T>({ method: "GET", path: buildPath(resource, where(namespace, name)) });
  }

  /** With `uid` only that very object goes, never a namesake that came after it. */
  async delete(resource: Resource, namespace: string | undefined, name: string, uid?: string): Promise<void> {
    await this.request({
      method: "DELETE",
      path: buildPath(resource, where(namespace, name)),
      body: { propagationPolicy: "Background", ...(uid === undefined ? {} : { preconditions: { uid } }) },
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#connection.dispatcher.destroy(), this.#connection.watchDispatcher.destroy()]);
  }
}

function where(namespace: string | undefined, name: string) {
  return namespace === undefined ? { name } : { namespace, name };
}

/** A POST without an answer may have made its object: only a refusal says that it has not. */
function mayRepeat({ method, signal }: ApiRequest, error: unknown): boolean {
  if (signal?.aborted === true) return false;
  return method !== "POST" || (error instanceof ApiError && error.status === 429);
}

function computePauseMs(error: unknown, attempt: number, maxAttempts: number): number | undefined {
  if (!isTransient(error) || attempt >= maxAttempts) return undefined;
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  if (asked !== undefined) return asked > maxPauseMs ? undefined : asked;
  return 100 * 4 ** (attempt - 1) * (0.5 + Math.random());
}

function translate(error: unknown, { method, path, signal }: ApiRequest): unknown {
  if (signal?.aborted === true || error instanceof ApiError) return error;
  const cause = error instanceof Error ? error.message : String(error);
  return new ApiError(0, "NoAnswer", `${method} ${path}: ${cause}`, { cause: error });
}

async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new ApiError(0, "TooLarge", `an answer of more than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
