import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { KubeConfig } from "@kubernetes/client-node";
import { pino } from "pino";
import { ExitCode } from "../crawler/contract.ts";
import { BadConfiguration, readConfig, type OperatorConfig } from "./config.ts";
import { connect } from "./controller/connect.ts";
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
    config = readAllSettings(process.argv.slice(2));
    kubeConfig.loadFromDefault();
  } catch (error) {
    const problems = error instanceof BadConfiguration ? error.problems : [`kubeconfig: ${String(error)}`];
    for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
    return ExitCode.badConfiguration;
  }
  const log = pino({ level: config.logLevel, base: { app: "docsynapse-operator" } });
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());
  const client = await connect(kubeConfig);
  try {
    const identity = `${hostname()}_${randomUUID()}`;
    const { natsUrl } = config.settings;
    const onProblem = (error: unknown): void => log.warn({ error: String(error) }, "NATS is not as it should be");
    const bus = new CrawlBus({ natsUrl, signal: stop.signal, onProblem });
    void bus.run();
    const readReport = (plan: CrawlPlan) => bus.readReport(plan);
    const onEnded = (plan: CrawlPlan, afterMs?: number): void => bus.release(plan, afterMs);
    const outcome = await runOperator({ client, config, log, identity, readReport, onEnded }, stop.signal);
    log.info({ outcome }, "ended");
    return outcome === "stopped" ? 0 : mustRestart;
  } catch (error) {
    log.fatal({ error: String(error) }, "ended by an error");
    return mustRestart;
  }
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
