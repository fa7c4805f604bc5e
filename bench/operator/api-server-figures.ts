import { text } from "node:stream/consumers";
import type { ApiClient } from "../../operator/controller/api-client.ts";

/** What an API server has used and answered since its start. */
export interface ApiServerFigures {
  readonly cpuSeconds: number;
  /** About objects of the kind, whoever asked; watches count as they end. */
  readonly requests: number;
}

const requestLine = /^apiserver_request_total\{([^}]*)\} (\S+)$/gm;

export async function readApiServerFigures(client: ApiClient, plural: string): Promise<ApiServerFigures> {
  const metrics = await text(
    await client.stream({ method: "GET", path: "/metrics", signal: AbortSignal.timeout(30_000) }),
  );
  const counted = [...metrics.matchAll(requestLine)].filter(([, labels = ""]) =>
    labels.includes(`resource="${plural}"`),
  );
  return {
    cpuSeconds: Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]),
    requests: counted.reduce((sum, [, , count]) => sum + Number(count), 0),
  };
}
