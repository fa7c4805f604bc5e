import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import { ExitCode } from "../crawler/contract.ts";
import { createLog } from "../telemetry/log.ts";
import { startTelemetry } from "../telemetry/start.ts";
import { BadConfiguration, readConfig, type OperatorConfig } from "./config.ts";
import { connect } from "./controller/connect.ts";
import { Metrics } from "./controller/metrics.ts";
import { observeRequests } from "./controller/observe-requests.ts";
import type { CrawlPlan } from "./crawl.ts";
import { CrawlBus } from "./crawls/crawl-bus.ts";
import { runOperator } from "./run-operator.ts";

/** The lease was lost, or a part failed that nothing but a new process mends. */
const mustRestart = 1;

process.exitCode = await main();
// Whatever still runs after a lost lease must not write: the process ends now.
process.exit();

async function main(): Promise<number> {
  let config: OperatorConfig;
  const kubeConfig = new KubeConfig();
  try {
    config = readConfig(process.env);
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
    const { tracer } = telemetry;
    const { natsUrl } = config.settings;
    const onProblem = (error: unknown): void => log.warn({ error: String(error) }, "NATS is not as it should be");
    const bus = new CrawlBus({ natsUrl, signal: stop.signal, onProblem });
    void bus.run();
    const readReport = (plan: CrawlPlan) => bus.readReport(plan);
    const onEnded = (plan: CrawlPlan, afterMs?: number): void => bus.release(plan, afterMs);
    const parts = { client, config, log, identity, metrics, tracer, readReport, onEnded };
    const outcome = await runOperator(parts, stop.signal);
    log.info({ outcome }, "ended");
    // Another leads: no moment is left for what telemetry has still to send.
    if (outcome === "lost") process.exit(mustRestart);
    return outcome === "stopped" ? 0 : mustRestart;
  } catch (error) {
    log.fatal({ error: String(error) }, "ended by an error");
    return mustRestart;
  }
}
