import { pino } from "pino";
import type { CrawlReport } from "../../crawler/contract.ts";
import type { CrawlKey } from "../../crawler/nats-names.ts";
import { readConfig } from "../../operator/config.ts";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { systemClock, type Clock } from "../../operator/controller/clock.ts";
import type { CrawlBus } from "../../operator/crawls/crawl-bus.ts";
import { CrawlLogins } from "../../operator/crawls/crawl-logins.ts";
import { LoginSigner } from "../../operator/nats/login-signer.ts";
import type { NatsKeys } from "../../operator/nats/make-keys.ts";
import { runOperator, type OperatorOptions } from "../../operator/run-operator.ts";

let count = 0;

interface Signing {
  readonly keys: NatsKeys;
  readonly lifetimeMs: number;
}

interface Parts extends Pick<OperatorOptions, "metrics" | "tracer" | "leaseTiming"> {
  /** To NATS; absent: crawls tell what `report` says. */
  readonly bus?: CrawlBus | undefined;
  readonly signing?: Signing | undefined;
  readonly clock?: Clock;
}

/** An operator in this process, stopped as SIGTERM stops it. */
export class RunningOperator implements AsyncDisposable {
  /** What crawls tell of themselves, by snapshot id. */
  report: CrawlReport | undefined;
  /** Sites of crawls that need nothing of NATS any more. */
  readonly released = new Set<unknown>();
  /** Whether what a crawl has in NATS is of use; there once it leads. */
  isWanted: ((crawl: CrawlKey) => boolean) | undefined;
  readonly ended: Promise<"stopped" | "lost">;
  readonly #stop = new AbortController();

  /** With keys it signs the crawls' logins, each good for so long. */
  constructor(
    client: ApiClient,
    environment: Readonly<Record<string, string>> = {},
    { signing, bus, clock = systemClock, ...telemetry }: Parts = {},
  ) {
    const config = readConfig({
      DOCSYNAPSE_HEALTH_HOST: "127.0.0.1",
      DOCSYNAPSE_HEALTH_PORT: "0",
      DOCSYNAPSE_SCHEDULE_SPREAD: "0s",
      DOCSYNAPSE_IMAGE: "docsynapse/crawler:test",
      DOCSYNAPSE_BROWSER_IMAGE: "docsynapse/crawler:test-browser",
      ...(signing && { DOCSYNAPSE_NATS_KEYS_SECRET: "keys" }),
      ...environment,
    });
    const level = process.env["DOCSYNAPSE_TEST_LOG"] ?? "silent";
    const options = { client, config, log: pino({ level }), identity: `operator-${(count += 1)}` };
    this.ended = runOperator(
      {
        ...options,
        logins: signing && buildLogins(client, signing, clock),
        ...telemetry,
        clock,
        readReport: (plan) => bus?.readReport(plan) ?? this.report,
        readStreamsProblem: (plan) => bus?.readStreamsProblem(plan),
        onLeading: (isWanted) => {
          this.isWanted = isWanted;
          bus?.sweep(isWanted);
        },
        onEnded: (plan, afterMs) => {
          this.released.add(plan.configuration["site"]);
          bus?.release(plan, afterMs);
        },
      },
      this.#stop.signal,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}

function buildLogins(client: ApiClient, { keys, lifetimeMs }: Signing, clock: Clock): CrawlLogins {
  const signer = new LoginSigner(keys["signing.nk"], keys["account.pub"]);
  return new CrawlLogins({ client, clock, signer, lifetimeMs, readShared: () => ({}) });
}
