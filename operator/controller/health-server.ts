import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { Metrics } from "./metrics.ts";

/** Name of a check and what is wrong, or undefined while it is well. */
type HealthChecks = Readonly<Record<string, () => string | undefined>>;

export interface HealthServerOptions {
  readonly host: string;
  readonly port: number;
  readonly live: HealthChecks;
  readonly ready: HealthChecks;
  readonly metrics: Metrics;
}

/** `/livez`, `/readyz` (each with its checks, 500 and the reason when one fails) and `/metrics`. */
export async function startHealthServer(options: HealthServerOptions): Promise<Server> {
  const { metrics, live, ready, host, port } = options;
  const server = createServer((request, response) => {
    const [path] = (request.url ?? "/").split("?");
    if (path === "/metrics") {
      metrics.registry.metrics().then(
        (text) => response.setHeader("content-type", metrics.registry.contentType).end(text),
        () => response.writeHead(500).end(),
      );
      return;
    }
    const checks = { "/livez": live, "/healthz": live, "/readyz": ready }[path ?? ""];
    if (checks === undefined) response.writeHead(404).end("try /livez, /readyz or /metrics\n");
    else answer(response, checks);
  });
  server.requestTimeout = 10_000;
  server.listen(port, host);
  await once(server, "listening");
  return server;
}

function answer(response: ServerResponse, checks: HealthChecks): void {
  const results = Object.entries(checks).map(([name, check]) => ({ name, problem: check() }));
  const isWell = results.every(({ problem }) => problem === undefined);
  const lines = results.map(({ name, problem }) =>
    problem === undefined ? `[+]${name} ok` : `[-]${name}: ${problem}`,
  );
  response.writeHead(isWell ? 200 : 500, { "content-type": "text/plain" });
  response.end(`${[...lines, isWell ? "ok" : "failed"].join("\n")}\n`);
}
