import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent, request as send } from "node:https";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { connect } from "../../operator/controller/connect.ts";
import type { Cluster } from "./cluster.ts";

export type Fault =
  /** Answered instead of the API server. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Never answered. */
  | { readonly kind: "hang" }
  /** Forwarded, and the answer ends after so many bytes, in the middle of whatever it is. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** Forwarded a few bytes at a time. */
  | { readonly kind: "drip"; readonly bytes: number };

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly isWatch: boolean;
}

interface Watch {
  readonly response: ServerResponse;
  isStalled: boolean;
}

/** Stands before the API server and misbehaves as networks, proxies and overloaded API servers do. */
export class FaultProxy implements AsyncDisposable {
  /** Asked for each request. */
  decide: (request: ProxiedRequest) => Fault | undefined = () => undefined;
  readonly requests: ProxiedRequest[] = [];
  readonly #cluster: Cluster;
  readonly #agent: Agent;
  readonly #watches = new Set<Watch>();
  readonly #server = createServer((request, response) => {
    this.#forward(request, response).catch(() => response.destroy());
  });

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const ca = cluster.readKubeConfig().getCurrentCluster()?.caFile ?? "";
    this.#agent = new Agent({ ca: readFileSync(ca), keepAlive: true });
  }

  async connect(): Promise<ApiClient> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: "proxy", server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
      users: this.#cluster.readKubeConfig().getUsers(),
      contexts: [{ name: "proxy", cluster: "proxy", user: "admin" }],
      currentContext: "proxy",
    });
    return await connect(config);
  }

  /** Open watches get no byte any more, and no end. */
  stallWatches(): void {
    for (const watch of this.#watches) watch.isStalled = true;
  }

  cutWatches(): void {
    for (const { response } of this.#watches) response.destroy();
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    const seen = { method: request.method ?? "GET", path, isWatch: path.includes("watch=true") };
    this.requests.push(seen);
    const fault = this.decide(seen);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "answer") {
      response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
      response.end(fault.body ?? "");
      return;
    }
    const watch = { response, isStalled: false };
    // From now on, not from the answer on: whoever cuts or stalls all watches means those that are about to open too.
    if (seen.isWatch) this.#watches.add(watch);
    response.once("close", () => this.#watches.delete(watch));
    const upstream = send(new URL(path, this.#cluster.server), {
      method: request.method,
      agent: this.#agent,
      headers: { ...request.headers, host: new URL(this.#cluster.server).host },
    });
    response.once("close", () => upstream.destroy());
    request.pipe(upstream);
    const [answer] = (await once(upstream, "response")) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await this.#relay(answer, watch, fault);
  }

  async #relay(answer: IncomingMessage, watch: Watch, fault: Fault | undefined) {
    const { response } = watch;
    let left = fault?.kind === "cut" ? fault.afterBytes : Number.POSITIVE_INFINITY;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (watch.isStalled) continue;
      await this.#write(response, chunk.subarray(0, left), fault);
      left -= chunk.length;
      if (left <= 0) response.destroy();
    }
    if (!watch.isStalled) response.end();
  }

  async #write(response: ServerResponse, chunk: Buffer, fault: Fault | undefined): Promise<void> {
    const step = fault?.kind === "drip" ? fault.bytes : chunk.length;
    for (let start = 0; start < chunk.length; start += step) {
      response.write(chunk.subarray(start, start + step));
      if (step < chunk.length) await sleep(1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
