import { encodeAccount, encodeOperator, encodeUser, fmtCreds } from "@nats-io/jwt";
import { createAccount, createOperator, createUser, fromSeed, type KeyPair } from "@nats-io/nkeys";
import { z } from "zod";

const text = z.string().min(1);

/** The Secret from which an embedded NATS and the operator know each other, by entry. */
export const NatsKeys = z.object({
  /** Part of the servers' configuration: whom they trust, and the two accounts. All that is mounted of it. */
  "accounts.conf": text,
  /** Of the account in which all crawls are. */
  "account.pub": text,
  /** Seed of the key that signs the logins of crawls. */
  "signing.nk": text,
  /** The next one: the servers know it already, so that it can be used before they are restarted. */
  "next-signing.nk": text,
  /** Which signing key was asked for. */
  generation: z.string().regex(/^[1-9]\d*$/),
  /** Seeds of NATS's own operator and of both accounts: with them the accounts are changed. */
  "operator.nk": text,
  "account.nk": text,
  "system.nk": text,
  /** For a person who looks after the servers: `nats --creds`. */
  "system.creds": text,
});
export type NatsKeys = z.infer<typeof NatsKeys>;

interface Roots {
  readonly operator: KeyPair;
  readonly account: KeyPair;
  readonly system: KeyPair;
  readonly signing: KeyPair;
  readonly next: KeyPair;
}

/** Everything anew. */
export async function makeKeys(): Promise<NatsKeys> {
  const system = createAccount();
  const roots = {
    operator: createOperator(),
    account: createAccount(),
    system,
    signing: createAccount(),
    next: createAccount(),
  };
  return toEntries(roots, { generation: 1, systemCredentials: await signSystemUser(system) });
}

/**
 * Another signing key for the same account, whose streams stay. Logins that the last one has signed are taken until the
 * servers have read the new configuration; until then the one after this would not be known to them.
 */
export async function rotateSigningKey(keys: NatsKeys, generation: number): Promise<NatsKeys> {
  const roots = {
    operator: readSeed(keys["operator.nk"]),
    account: readSeed(keys["account.nk"]),
    system: readSeed(keys["system.nk"]),
    signing: readSeed(keys["next-signing.nk"]),
    next: createAccount(),
  };
  return toEntries(roots, { generation, systemCredentials: keys["system.creds"] });
}

async function toEntries(
  roots: Roots,
  { generation, systemCredentials }: { readonly generation: number; readonly systemCredentials: string },
): Promise<NatsKeys> {
  return {
    "accounts.conf": await buildConfiguration(roots),
    "account.pub": roots.account.getPublicKey(),
    "signing.nk": writeSeed(roots.signing),
    "next-signing.nk": writeSeed(roots.next),
    generation: String(generation),
    "operator.nk": writeSeed(roots.operator),
    "account.nk": writeSeed(roots.account),
    "system.nk": writeSeed(roots.system),
    "system.creds": systemCredentials,
  };
}

/** No bounds but JetStream's own disk: what is left out counts as 0 for a server. */
const limits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
const jetStreamLimits = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

/** With the resolver in memory: the accounts are in the configuration, so that a server knows them whenever it starts. */
async function buildConfiguration({ operator, account, system, signing, next }: Roots): Promise<string> {
  const systemKey = system.getPublicKey();
  const operatorJwt = await encodeOperator("docsynapse", operator, { system_account: systemKey });
  const systemJwt = await encodeAccount("system", system, { limits }, { signer: operator });
  const accountJwt = await encodeAccount(
    "crawls",
    account,
    { limits: { ...limits, ...jetStreamLimits }, signing_keys: [signing.getPublicKey(), next.getPublicKey()] },
    { signer: operator },
  );
  return [
    `operator: "${operatorJwt}"`,
    `system_account: ${systemKey}`,
    "resolver: MEMORY",
    "resolver_preload: {",
    `  ${systemKey}: "${systemJwt}"`,
    `  ${account.getPublicKey()}: "${accountJwt}"`,
    "}",
    "",
  ].join("\n");
}

async function signSystemUser(system: KeyPair): Promise<string> {
  const user = createUser();
  return Buffer.from(fmtCreds(await encodeUser("administrator", user, system), user)).toString("utf8");
}

const writeSeed = (pair: KeyPair): string => Buffer.from(pair.getSeed()).toString("utf8");
const readSeed = (seed: string): KeyPair => fromSeed(Buffer.from(seed.trim()));
