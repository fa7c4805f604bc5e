import { createServer, type Server, type ServerResponse } from "node:http";
import type { Registry } from "prom-client";

/** What a role tells of itself over HTTP; in clusters the kubelet and Prometheus ask. */
export class Health implements AsyncDisposable {
  readonly #registry: Registry;
  readonly #server: Server;
  #pulseAtMs = performance.now();
  #isConnected = false;

  /** Its `/metrics` are those of the registry. */
  constructor(registry: Registry) {
    this.#registry = registry;
    this.#server = createServer((request, response) => void this.#answer(request.url ?? "", response));
  }

  /** 0: nowhere. */
  async listen(port: number): Promise<void> {
    if (port === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, resolve);
    });
  }

  /** The queue's loop has turned: it has heard of the server. */
  pulse(): void {
    this.#pulseAtMs = performance.now();
  }

  /** While NATS is away nothing turns, and to be started anew would not help. */
  connected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.pulse();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #answer(path: string, response: ServerResponse): Promise<void> {
    // To answer at all is half of it: the event loop moves.
    const isAlive = !this.#isConnected || performance.now() - this.#pulseAtMs < STUCK_MS;
    switch (path) {
      case "/livez":
        return void response.writeHead(isAlive ? 200 : 503).end(isAlive ? "ok\n" : "the queue's loop stands still\n");
      case "/readyz":
        return void response
          .writeHead(this.#isConnected ? 200 : 503)
          .end(this.#isConnected ? "ok\n" : "NATS is not there\n");
      case "/metrics":
        return void response
          .writeHead(200, { "content-type": this.#registry.contentType })
          .end(await this.#registry.metrics());
      default:
        return void response.writeHead(404).end();
    }
  }
}

/** Several pulls of the queue, which last twenty seconds each. */
const STUCK_MS = 120_000;
