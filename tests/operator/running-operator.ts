import { pino } from "pino";
import type { CrawlReport } from "../../crawler/contract.ts";
import { readConfig } from "../../operator/config.ts";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { systemClock, type Clock } from "../../operator/controller/clock.ts";
import { runOperator } from "../../operator/run-operator.ts";

let count = 0;

/** An operator in this process, stopped as SIGTERM stops it. */
export class RunningOperator implements AsyncDisposable {
  /** What crawls tell of themselves, by snapshot id. */
  report: CrawlReport | undefined;
  /** Sites of crawls that need nothing of NATS any more. */
  readonly released = new Set<unknown>();
  readonly ended: Promise<"stopped" | "lost">;
  readonly #stop = new AbortController();

  constructor(client: ApiClient, environment: Readonly<Record<string, string>> = {}, clock: Clock = systemClock) {
    const config = readConfig({
      DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
      DOCSYNAPSE_HEALTH_PORT: "0",
      DOCSYNAPSE_SCHEDULE_SPREAD: "0s",
      DOCSYNAPSE_IMAGE: "docsynapse/crawler:test",
      ...environment,
    });
    const level = process.env["DOCSYNAPSE_TEST_LOG"] ?? "silent";
    const options = { client, config, log: pino({ level }), identity: `operator-${(count += 1)}` };
    this.ended = runOperator(
      {
        ...options,
        clock,
        readReport: () => this.report,
        onEnded: ({ configuration }) => void this.released.add(configuration["site"]),
      },
      this.#stop.signal,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}
