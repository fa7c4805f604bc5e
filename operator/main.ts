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
    config = readConfig({ ...process.env, ...readFlags(process.argv.slice(2)) });
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

/** As Kubernetes' components take it; all else is a variable. */
function readFlags(args: string[]): Record<string, string> {
  try {
    const { values } = parseArgs({ args, options: { "feature-gates": { type: "string" } } });
    return values["feature-gates"] === undefined ? {} : { DOCSYNAPSE_FEATURE_GATES: values["feature-gates"] };
  } catch (error) {
    throw new BadConfiguration([
      `${error instanceof Error ? error.message : String(error)}; the one flag is --feature-gates`,
    ]);
  }
}
