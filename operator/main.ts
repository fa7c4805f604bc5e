import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { KubeConfig } from "@kubernetes/client-node";
import type { Logger } from "pino";
import { ExitCode } from "../crawler/contract.ts";
import { createLog } from "../telemetry/log.ts";
import { startTelemetry } from "../telemetry/start.ts";
import { BadConfiguration, readConfig, type OperatorConfig } from "./config.ts";
import { connect } from "./controller/connect.ts";
import type { ApiClient } from "./controller/api-client.ts";
import { systemClock } from "./controller/clock.ts";
import { Metrics } from "./controller/metrics.ts";
import { observeRequests } from "./controller/observe-requests.ts";
import { CrawlBus } from "./crawls/crawl-bus.ts";
import { CrawlLogins } from "./crawls/crawl-logins.ts";
import { readSharedEntries } from "./nats/nats-settings.ts";
import { openSigner } from "./nats/open-signer.ts";
import { runOperator } from "./run-operator.ts";

/** The lease was lost, or a part failed that nothing but a new process mends. */
const mustRestart = 1;
/** A connection of the operator's to NATS; the login that it signs itself for it is in no file. */
const controlLifetimeMs = 24 * 60 * 60_000;

process.exitCode = await main();
// Whatever still runs after a lost lease must not write: the process ends now.
process.exit();

async function main(): Promise<number> {
  let config: OperatorConfig;
  const kubeConfig = new KubeConfig();
  try {
    config = readAllSettings(process.argv.slice(2));
    kubeConfig.loadFromDefault();
  } catch (error) {
    const problems = error instanceof BadConfiguration ? error.problems : [`kubeconfig: ${String(error)}`];
    for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
    return ExitCode.badConfiguration;
  }
  const log = createLog({ level: config.logLevel, base: { app: "docsynapse-operator" } });
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  const metrics = new Metrics();
  metrics.collectProcess();
  await using telemetry = await startTelemetry({
    settings: config.telemetry,
    service: "docsynapse-operator",
    instance: hostname(),
    registry: metrics.registry,
    onProblem: (message) => log.warn(message),
  });
  const client = await connect(kubeConfig, { observe: observeRequests(metrics) });
  try {
    const identity = `${hostname()}_${randomUUID()}`;
    const { bus, logins } = await openNats(config, client, log, stop.signal);
    void bus.run();
    const outcome = await runOperator(
      {
        client,
        config,
        log,
        identity,
        metrics,
        tracer: telemetry.tracer,
        logins,
        readReport: (plan) => bus.readReport(plan),
        readStreamsProblem: (plan) => bus.readStreamsProblem(plan),
        onEnded: (plan, afterMs) => bus.release(plan, afterMs),
        onLeading: (isWanted) => bus.sweep(isWanted),
      },
      stop.signal,
    );
    log.info({ outcome }, "ended");
    // Another leads: no moment is left for what telemetry has still to send.
    if (outcome === "lost") process.exit(mustRestart);
    return outcome === "stopped" ? 0 : mustRestart;
  } catch (error) {
    log.fatal({ error: String(error) }, "ended by an error");
    return mustRestart;
  }
}

async function openNats(
  { nats, settings, leaseNamespace }: OperatorConfig,
  client: ApiClient,
  log: Logger,
  signal: AbortSignal,
) {
  const signer = await openSigner(nats, client, leaseNamespace);
  const bus = new CrawlBus({
    access: { url: nats.url, loginFolder: nats.loginFolder, signer, lifetimeMs: controlLifetimeMs },
    installation: settings.installation,
    signal,
    onProblem: (error) => log.warn({ error: String(error) }, "NATS is not as it should be"),
    onSwept: ({ site, snapshot }) => log.info({ site, snapshot }, "deleted what a crawl had left in NATS"),
  });
  if (settings.natsLogin.kind === "none") return { bus };
  const readShared = () => readSharedEntries(nats);
  const logins = new CrawlLogins({ client, clock: systemClock, signer, lifetimeMs: nats.loginLifetimeMs, readShared });
  return { bus, logins };
}

/** The environment, and the one flag that Kubernetes' components have too. All problems are told at once. */
function readAllSettings(args: readonly string[]): OperatorConfig {
  const { environment, problems } = readFlags([...args]);
  try {
    const read = readConfig({ ...process.env, ...environment });
    if (problems.length === 0) return read;
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    throw new BadConfiguration([...problems, ...error.problems]);
  }
  throw new BadConfiguration(problems);
}

function readFlags(args: string[]): { environment: Record<string, string>; problems: readonly string[] } {
  try {
    const { values } = parseArgs({ args, options: { "feature-gates": { type: "string" } } });
    const gates = values["feature-gates"];
    return { environment: gates === undefined ? {} : { DOCSYNAPSE_FEATURE_GATES: gates }, problems: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { environment: {}, problems: [`${why}; the one flag is --feature-gates`] };
  }
}
