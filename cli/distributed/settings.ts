import { readFile } from "node:fs/promises";
import type { Plan } from "../../crawler/contract.ts";
import { BadPlan, parsePlan } from "../../crawler/distributed/read-plan.ts";
import type { NatsSettings } from "../../crawler/nats/connect.ts";
import type { NatsFlags } from "../commands/nats-options.ts";
import { explainFileError } from "../input-file.ts";
import { UsageError } from "../usage-error.ts";

export async function readPlan(file: string): Promise<Plan> {
  try {
    return parsePlan(await readText("--plan", file));
  } catch (error) {
    if (!(error instanceof BadPlan)) throw error;
    throw new UsageError(error.problems.map((problem) => `--plan ${file}: ${problem}`).join("\nerror: "), error);
  }
}

export async function natsSettings(flags: NatsFlags): Promise<NatsSettings> {
  const servers = flags.nats.split(",").map((server) => (server.includes("://") ? server : `nats://${server}`));
  for (const server of servers) {
    if (/^(nats|tls):\/\/[^/]+/.test(server) && URL.canParse(server)) continue;
    throw new UsageError("--nats: not a NATS URL; give one such as nats://127.0.0.1:4222");
  }
  const { natsTokenFile, natsCa, natsCert, natsKey } = flags;
  const files = { "--nats-ca": natsCa, "--nats-cert": natsCert, "--nats-key": natsKey };
  const given = { "--nats-credentials": flags.natsCredentials, "--nats-nkey": flags.natsNkey, ...files };
  for (const [flag, file] of Object.entries(given)) if (file !== undefined) await readText(flag, file);
  const token = natsTokenFile === undefined ? undefined : (await readText("--nats-token-file", natsTokenFile)).trim();
  const tls = {
    ...(natsCa === undefined ? {} : { caFile: natsCa }),
    ...(natsCert === undefined ? {} : { certFile: natsCert }),
    ...(natsKey === undefined ? {} : { keyFile: natsKey }),
  };
  return {
    servers,
    credentialsFile: flags.natsCredentials,
    nkeyFile: flags.natsNkey,
    token,
    tls: Object.keys(tls).length === 0 ? undefined : tls,
  };
}

async function readText(flag: string, file: string): Promise<string> {
  return await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(`${flag} ${file}: ${explainFileError(error)}`, error);
  });
}
