import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import type { Plan } from "../../crawler/contract.ts";
import { nameCrawl } from "../../crawler/nats-names.ts";
import { deleteStreams } from "../../crawler/nats/streams.ts";
import type { NatsServer } from "../servers/nats.ts";
import type { TcpProxy } from "../servers/tcp-proxy.ts";
import { kill, type prepareCrawl, type RoleProcess } from "./processes.ts";

export const FAULTS = [
  "kill-coordinator",
  "kill-worker",
  "kill-nats",
  "freeze-coordinator",
  "freeze-worker",
  "freeze-nats",
  "cut-off-workers",
  "cut-off-coordinator",
  "slow-workers",
  "slow-coordinator",
  "two-coordinators",
  "delete-journal",
  "truncate-journal",
  "delete-work",
] as const;
type Fault = (typeof FAULTS)[number];

export type Moment =
  | { readonly phase: "Crawling"; readonly pages: number }
  | { readonly phase: "Seeding" | "Publishing" };

/** What the roles or the journal say when somebody had to make up for it; a fault that nobody noticed proves nothing. */
const TRACES: Readonly<Record<Fault, RegExp>> = {
  "kill-coordinator": /"resumed":true/,
  "kill-worker": /"settlement":\{"type":"lost"\}/,
  "kill-nats": /connection to NATS is lost/,
  "freeze-coordinator": /"type":"page"|Publishing/,
  "freeze-worker": /"settlement":\{"type":"lost"\}/,
  "freeze-nats": /"type":"page"|Publishing/,
  "cut-off-workers": /"settlement":\{"type":"lost"\}/,
  "cut-off-coordinator": /connection to NATS is lost/,
  "slow-workers": /"settlement":\{"type":"lost"/,
  "slow-coordinator": /"type":"page"|Publishing/,
  "two-coordinators": /taken the crawl over|"resumed":true/,
  "delete-journal": /the crawl begins anew/,
  "truncate-journal": /the crawl begins anew/,
  "delete-work": /"type":"page"/,
};

export interface ChaosCrawl {
  readonly plan: Plan;
  readonly server: NatsServer;
  /** Between each role and the server. */
  readonly proxies: { readonly coordinator: TcpProxy; readonly worker: TcpProxy };
  readonly commands: Awaited<ReturnType<typeof prepareCrawl>>;
  readonly workers: number;
  /** When the fault comes: while it is seeding, after so many pages, or while it is publishing. */
  readonly moment: Moment;
  readonly fault: Fault;
  readonly freezeMs: number;
}

const MAX_COORDINATORS = 6;

/**
 * One crawl with one fault in it, whose roles are started again as an operator would. Returns whether the fault hit a
 * crawl that was under way and left a trace.
 */
export async function crawlThroughFault(crawl: ChaosCrawl): Promise<{ readonly hit: boolean }> {
  const { commands, fault } = crawl;
  const workers = Array.from({ length: crawl.workers }, () => commands.worker());
  const coordinators = [commands.coordinator()];
  const [first] = coordinators;
  try {
    await untilMoment(first, crawl.moment);
    const hit = first?.isRunning() === true;
    const second = await strike(fault, crawl, first, workers);
    if (second !== undefined) coordinators.push(second);
    while (coordinators.length <= MAX_COORDINATORS) {
      const leading = coordinators.find((one) => one.isRunning()) ?? coordinators.at(-1);
      const code = await leading?.exited;
      if (code === 0) {
        const said = [...coordinators.flatMap(({ lines }) => lines), ...(await takeJournal(crawl))].join("\n");
        return { hit: hit && TRACES[fault].test(said) };
      }
      if (code === 69 || code === 78) throw new Error(`ended with ${code}:\n${leading?.lines.join("\n")}`);
      if (!coordinators.some((one) => one.isRunning())) coordinators.push(commands.coordinator());
    }
    throw new Error(`did not end:\n${coordinators.flatMap(({ lines }) => lines).join("\n")}`);
  } finally {
    await Promise.all([...workers, ...coordinators].map(kill));
  }
}

async function untilMoment(coordinator: RoleProcess | undefined, moment: Moment): Promise<void> {
  while (coordinator?.isRunning() === true) {
    const { lines } = coordinator;
    const isPublishing = lines.some((line) => line.includes('"phase":"Publishing"'));
    if (isPublishing) return;
    const pages = lines.filter((line) => line.startsWith('{"type":"page"')).length;
    if (moment.phase === "Seeding" && lines.some((line) => line.includes('"phase":"Seeding"'))) return;
    if (moment.phase === "Crawling" && pages >= moment.pages) return;
    await sleep(2);
  }
}

async function strike(
  fault: Fault,
  { commands, server, proxies, plan, freezeMs }: ChaosCrawl,
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
    case "cut-off-workers":
      return cutOff(proxies.worker, freezeMs);
    case "cut-off-coordinator":
      return cutOff(proxies.coordinator, freezeMs);
    case "slow-workers":
      return slowDown(proxies.worker, freezeMs);
    case "slow-coordinator":
      return slowDown(proxies.coordinator, freezeMs);
    case "two-coordinators":
      return commands.coordinator();
    case "truncate-journal":
      // Nobody looks at what is behind him: the next one does.
      await kill(coordinator);
      await damage(fault, server, plan);
      return undefined;
    case "delete-journal":
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

async function cutOff(proxy: TcpProxy, ms: number): Promise<undefined> {
  proxy.isDeaf = true;
  await sleep(ms);
  proxy.heal();
}

/** Slower than permits bear: a picture's result takes longer than its permit lives. */
const SLOWNESS = { delayMs: 500, bytesPerSecond: 150_000 };

async function slowDown(proxy: TcpProxy, ms: number): Promise<undefined> {
  proxy.slowness = SLOWNESS;
  await sleep(ms);
  proxy.slowness = undefined;
}

/** What is in the journal at the end; then nothing of the crawl is left in NATS. */
async function takeJournal({ server, plan }: ChaosCrawl): Promise<string[]> {
  await using nats = await server.connect();
  const { journal } = nameCrawl(plan).streams;
  const { state } = await nats.jsm.streams.info(journal);
  const texts: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    texts.push((await nats.jsm.streams.getMessage(journal, { seq }))?.string() ?? "");
  }
  await deleteStreams(nats.jsm, plan);
  return texts;
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
