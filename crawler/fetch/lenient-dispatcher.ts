import type { ClientRequest, IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import type { SecureContext } from "node:tls";
import type { Dispatcher } from "undici";
import type { AddressGuard } from "./address-guard.ts";

// Only where a server needs it; and as ES modules they would load Node's own copy of undici.
const httpOf = (protocol: string) => process.getBuiltinModule(protocol === "https:" ? "node:https" : "node:http");

export type Dispatch = Pick<Dispatcher, "dispatch">;

/**
 * Reads answers that break HTTP in ways which browsers and curl forgive and undici does not: folded or binary headers,
 * bare line feeds, two notions of the body's length, an unasked 100. Each request has a connection of its own, so that
 * a server whose answer is longer than it seems cannot make the rest pass for the next one.
 */
export function createLenientDispatcher(
  guard: AddressGuard,
  secureContext: SecureContext,
  maxHeaderSize: number,
): Dispatch {
  return {
    dispatch: ({ origin, path, method, headers }, handler) => {
      const url = new URL(`${String(origin)}${path}`);
      const hostname = url.hostname.replace(/^\[|\]$/g, "");
      const refused = guard.refuseLiteral(hostname);
      if (refused !== undefined) {
        queueMicrotask(() => handler.onResponseError?.(new Controller(), refused));
        return true;
      }
      const { protocol, port } = url;
      const options: RequestOptions & { secureContext: SecureContext } = {
        protocol,
        hostname,
        ...(port === "" ? {} : { port }),
        path,
        method,
        headers: headers as Record<string, string>,
        agent: false,
        insecureHTTPParser: true,
        maxHeaderSize,
        lookup: guard.lookup,
        secureContext,
      };
      pass(httpOf(protocol).request(options), handler, protocol === "https:" ? "secureConnect" : "connect");
      return true;
    },
  };
}

/** Tells the handler of undici's what becomes of a request of Node's. */
function pass(request: ClientRequest, handler: Dispatcher.DispatchHandler, connected: string): void {
  const controller = new Controller(request);
  request.on("error", (error) => handler.onResponseError?.(controller, error));
  request.once("socket", (socket) =>
    socket.once(connected, () => {
      handler.onRequestStart?.(controller, undefined);
      if (!controller.aborted) request.end();
    }),
  );
  request.once("response", (response) => {
    controller.response = response;
    handler.onResponseStart?.(controller, response.statusCode ?? 0, response.headers, response.statusMessage);
    response.on("data", (chunk: Buffer) => handler.onResponseData?.(controller, chunk));
    response.on("error", (error) => handler.onResponseError?.(controller, error));
    response.on("end", () => handler.onResponseEnd?.(controller, {}));
  });
}

class Controller implements Dispatcher.DispatchController {
  response: IncomingMessage | undefined;
  aborted = false;
  reason: Error | null = null;
  rawHeaders = null;
  rawTrailers = null;
  readonly #request: ClientRequest | undefined;

  constructor(request?: ClientRequest) {
    this.#request = request;
  }

  get paused(): boolean {
    return this.response?.isPaused() === true;
  }

  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#request?.destroy(reason);
  }
}
