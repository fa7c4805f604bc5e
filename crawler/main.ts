import { hostname } from "node:os";
import { createLog } from "../telemetry/log.ts";
import { startTelemetry } from "../telemetry/start.ts";
import { BadConfiguration, readConfig, type Role, type RoleConfig } from "./config.ts";
import { ExitCode } from "./contract.ts";
import { nameCrawl } from "./nats-names.ts";
import { buildFailure, writeReport } from "./crawl-report.ts";
import { Health } from "./health.ts";
import { CrawlerMetrics } from "./metrics.ts";
import { runReader } from "./reader/run-reader.ts";
import { runRole } from "./roles.ts";

if (process.argv[2] === "reader") await read(process.argv.slice(3));
const role = readRole(process.argv[2]);
const config = await readSettings(role);
const { site } = config.plan;
const crawl = nameCrawl(config.plan).id;
const log = createLog({ level: config.logLevel, base: { role, site, crawl } });
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    log.info({ signal }, "stopping");
    stop.abort();
  });
}
const metrics = new CrawlerMetrics();
metrics.collectProcess();
process.exitCode = await run();
// What a library has left open must not keep a pod that is done.
setTimeout(() => process.exit(), 2000).unref();

/** Returns once the last of telemetry is sent, or the time for that is over. */
async function run(): Promise<number> {
  await using telemetry = await startTelemetry({
    settings: config.telemetry,
    service: `docsynapse-${role}`,
    instance: hostname(),
    attributes: { "docsynapse.site": site, "docsynapse.crawl": crawl },
    registry: metrics.registry,
    onProblem: (message) => log.warn(message),
  });
  await using health = new Health(metrics.registry);
  await health.listen(config.healthPort);
  return await runRole(role, { config, log, health, metrics, tracer: telemetry.tracer, signal: stop.signal });
}

function readRole(text: string | undefined): Role {
  if (text === "coordinator" || text === "worker") return text;
  return refuse(["usage: node crawler/main.ts coordinator|worker|reader"]);
}

/** Needs no settings, and never returns. */
async function read(args: readonly string[]): Promise<never> {
  const stopped = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopped.abort());
  process.exit(await runReader(args, process.stdout, stopped.signal));
}

async function readSettings(wanted: Role): Promise<RoleConfig> {
  try {
    return readConfig(wanted, process.env);
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    const { reportFile, problems } = error;
    const report = buildFailure({ reason: "BadConfiguration", message: problems.join("; ") });
    // Standard error tells it in any case.
    if (reportFile !== undefined) await writeReport(reportFile, report).catch(() => undefined);
    return refuse(problems.map((problem) => `error: ${problem}`));
  }
}

function refuse(lines: readonly string[]): never {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exit(ExitCode.badConfiguration);
}
