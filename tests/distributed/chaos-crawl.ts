import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import { nameCrawl, type Plan } from "../../crawler/contract.ts";
import type { NatsServer } from "../servers/nats.ts";
import { kill, type prepareCrawl, type RoleProcess } from "./processes.ts";

export const FAULTS = [
  "kill-coordinator",
  "kill-worker",
  "kill-nats",
  "freeze-coordinator",
  "freeze-worker",
  "freeze-nats",
  "two-coordinators",
  "delete-journal",
  "truncate-journal",
  "delete-work",
] as const;
type Fault = (typeof FAULTS)[number];

export interface ChaosCrawl {
  readonly plan: Plan;
  readonly server: NatsServer;
  readonly commands: Awaited<ReturnType<typeof prepareCrawl>>;
  readonly workers: number;
  /** When the fault comes, by what the coordinator has said by then. */
  readonly afterPages: number;
  readonly fault: Fault;
  readonly freezeMs: number;
}

const MAX_COORDINATORS = 6;

/**
 * One crawl with one fault in it, whose roles are started again as an operator would. Returns whether the fault hit a
 * crawl that was under way.
 */
export async function crawlThroughFault(crawl: ChaosCrawl): Promise<{ readonly hit: boolean }> {
  const { commands, fault } = crawl;
  const workers = Array.from({ length: crawl.workers }, () => commands.worker());
  const coordinators = [commands.coordinator()];
  const [first] = coordinators;
  try {
    await untilPages(first, crawl.afterPages);
    const hit = first?.isRunning() === true;
    const second = await strike(fault, crawl, first, workers);
    if (second !== undefined) coordinators.push(second);
    while (coordinators.length <= MAX_COORDINATORS) {
      const leading = coordinators.find((one) => one.isRunning()) ?? coordinators.at(-1);
      const code = await leading?.exited;
      if (code === 0) return { hit };
      if (code === 69 || code === 78) throw new Error(`ended with ${code}:\n${leading?.lines.join("\n")}`);
      if (!coordinators.some((one) => one.isRunning())) coordinators.push(commands.coordinator());
    }
    throw new Error(`did not end:\n${coordinators.flatMap(({ lines }) => lines).join("\n")}`);
  } finally {
    await Promise.all([...workers, ...coordinators].map(kill));
  }
}

async function untilPages(coordinator: RoleProcess | undefined, pages: number): Promise<void> {
  while (coordinator?.isRunning() === true) {
    const seen = coordinator.lines.filter((line) => line.startsWith('{"type":"page"')).length;
    const isSeeding = coordinator.lines.some((line) => line.includes('"Seeding"'));
    const isPublishing = coordinator.lines.some((line) => line.includes('"Publishing"'));
    if ((isSeeding && seen >= pages) || isPublishing) return;
    await sleep(5);
  }
}

async function strike(
  fault: Fault,
  { commands, server, plan, freezeMs }: ChaosCrawl,
  coordinator: RoleProcess | undefined,
  workers: RoleProcess[],
): Promise<RoleProcess | undefined> {
  const [worker] = workers;
  switch (fault) {
    case "kill-coordinator":
      return kill(coordinator).then(() => undefined);
    case "kill-worker":
      await kill(worker);
      workers[0] = commands.worker();
      return undefined;
    case "kill-nats":
      await server.kill();
      await sleep(freezeMs / 4);
      await server.start();
      return undefined;
    case "freeze-coordinator":
      return freeze(coordinator, freezeMs);
    case "freeze-worker":
      return freeze(worker, freezeMs);
    case "freeze-nats":
      server.signal("SIGSTOP");
      await sleep(freezeMs);
      server.signal("SIGCONT");
      return undefined;
    case "two-coordinators":
      return commands.coordinator();
    case "delete-journal":
    case "truncate-journal":
    case "delete-work":
      await damage(fault, server, plan);
      return undefined;
    default:
      return fault satisfies never;
  }
}

async function freeze(role: RoleProcess | undefined, ms: number): Promise<undefined> {
  role?.child.kill("SIGSTOP");
  await sleep(ms);
  role?.child.kill("SIGCONT");
}

async function damage(
  fault: "delete-journal" | "truncate-journal" | "delete-work",
  server: NatsServer,
  plan: Plan,
): Promise<void> {
  const connection = await connect({ servers: `127.0.0.1:${server.port}` });
  try {
    const jsm = await jetstreamManager(connection, { checkAPI: false });
    const { journal, work } = nameCrawl(plan).streams;
    // A crawl that has just ended has none any more.
    const stream = fault === "delete-journal" ? journal : work;
    if (fault === "truncate-journal") await jsm.streams.purge(journal, { keep: 2 }).catch(() => undefined);
    else await jsm.streams.delete(stream).catch(() => undefined);
  } finally {
    await connection.close();
  }
}
