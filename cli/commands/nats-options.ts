import type { Command } from "commander";
import { collect, nonEmpty } from "../option-values.ts";
import type { StoreFlags } from "../store-flags.ts";

/** How to reach NATS, the same for every role. */
export interface NatsFlags {
  readonly nats: string;
  readonly natsCredentials?: string;
  readonly natsNkey?: string;
  readonly natsTokenFile?: string;
  readonly natsCa?: string;
  readonly natsCert?: string;
  readonly natsKey?: string;
}

export function addNatsOptions(command: Command): Command {
  return command
    .optionsGroup("NATS:")
    .option(
      "--nats <url>",
      "nats://host:port or tls://host:port, several with commas",
      nonEmpty,
      "nats://127.0.0.1:4222",
    )
    .option("--nats-credentials <file>", "credentials file (JWT and seed)", nonEmpty)
    .option("--nats-nkey <file>", "file with an nkey seed", nonEmpty)
    .option("--nats-token-file <file>", "file with a token", nonEmpty)
    .option("--nats-ca <file>", "PEM certificates to trust", nonEmpty)
    .option("--nats-cert <file>", "PEM certificate of this client", nonEmpty)
    .option("--nats-key <file>", "PEM key of this client", nonEmpty);
}

export interface WorkerFlags extends NatsFlags {
  readonly plan: string;
  readonly header?: readonly string[];
  readonly threads?: number;
  readonly loops?: number;
  readonly grace: number;
}

export interface CoordinatorFlags extends NatsFlags, StoreFlags {
  readonly plan: string;
  readonly keepStreams?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addHeaderOption = (command: Command): Command =>
  command.option("--header <header>", "'Name: value', sent to the site's own host only (repeatable)", collect);
