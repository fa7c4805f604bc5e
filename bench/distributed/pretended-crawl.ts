import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { startNats } from "../../tests/servers/nats.ts";
import type { PretendedSite } from "./pretended-site.ts";

const Figures = z.object({
  sinceStartSeconds: z.number(),
  crawlSeconds: z.number(),
  cpuSeconds: z.number(),
  peakMb: z.number(),
  discovered: z.number(),
});

export interface CoordinatorRun extends PretendedSite {
  /** After so many the first coordinator was interrupted. */
  readonly answers: number;
  readonly perSecond: number;
  readonly cpuMsPerResult: number;
  readonly peakMb: number;
  /** Of another coordinator that takes the crawl over: from its start until it is where the first one was. */
  readonly restartSeconds: number;
  readonly restartPeakMb: number;
}

const SNAPSHOT = "20260101T000000Z";

/**
 * How many results a second a coordinator takes and what it weighs, with a real server and workers that only pretend;
 * then how long the next coordinator needs to be where this one was.
 */
export async function runPretendedCrawl(site: PretendedSite, answers: number): Promise<CoordinatorRun> {
  const folder = await mkdtemp(join(tmpdir(), "docsynapse-coordinator-"));
  await using server = await startNats();
  const worker = spawn(process.execPath, programOf("pretend", [server.url, SNAPSHOT, site.pages, site.bytes]), {
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    const lead = (wanted: number): string[] => programOf("lead", [server.url, SNAPSHOT, folder, wanted]);
    const first = await readFigures(lead(answers));
    const second = await readFigures(lead(0));
    for (const { discovered } of [first, second])
      if (discovered < site.pages) throw new Error(`only ${discovered} URLs were known of ${site.pages}`);
    return {
      ...site,
      answers,
      perSecond: answers / first.crawlSeconds,
      cpuMsPerResult: (first.cpuSeconds * 1000) / answers,
      peakMb: first.peakMb,
      restartSeconds: second.sinceStartSeconds,
      restartPeakMb: second.peakMb,
    };
  } finally {
    worker.kill();
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
    await rm(folder, { recursive: true, force: true });
  }
}

const programOf = (name: string, values: readonly (string | number)[]): string[] => [
  // As the command itself runs, see cli/docsynapse.js.
  "--max-semi-space-size=4",
  "--initial-old-space-size=64",
  join(import.meta.dirname, `${name}.ts`),
  ...values.map(String),
];

async function readFigures(args: readonly string[]): Promise<z.infer<typeof Figures>> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    if (code !== 0) throw new Error(`the coordinator ended with ${String(code)}`);
    return Figures.parse(JSON.parse(output));
  } finally {
    process.off("exit", kill);
  }
}
