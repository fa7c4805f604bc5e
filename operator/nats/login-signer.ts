import { encodeUser, fmtCreds } from "@nats-io/jwt";
import { createUser, fromPublic, fromSeed, type KeyPair } from "@nats-io/nkeys";
import type { NatsPermissions } from "../../crawler/nats-names.ts";

export interface LoginFacts {
  /** What the server's monitor shows. */
  readonly name: string;
  readonly permissions: NatsPermissions;
  readonly expiresAt: Date;
}

/** Signs logins of one account with a signing key of it. */
export class LoginSigner {
  readonly #signingKey: KeyPair;
  readonly #account: KeyPair;

  /** `seed` of the signing key (`SA…`), and the account's public key (`A…`). Throws when they are none. */
  constructor(seed: string, account: string) {
    this.#signingKey = parseKey(() => fromSeed(Buffer.from(seed.trim())), "is no seed of an account's key (SA…)");
    this.#account = parseKey(() => fromPublic(account.trim()), "is no account's public key (A…)");
  }

  /** A credentials file with a key of its own, for nothing but what is permitted and until then. */
  async sign({ name, permissions, expiresAt }: LoginFacts): Promise<string> {
    const user = createUser();
    const { publish, subscribe } = permissions;
    const claims = {
      pub: { allow: [...publish], deny: [] },
      sub: { allow: [...subscribe], deny: [] },
      allowed_connection_types: ["STANDARD" as const],
    };
    const jwt = await encodeUser(name, user, this.#account, claims, {
      signer: this.#signingKey,
      exp: Math.floor(expiresAt.getTime() / 1000),
    });
    return Buffer.from(fmtCreds(jwt, user)).toString("utf8");
  }
}

function parseKey(parse: () => KeyPair, problem: string): KeyPair {
  try {
    const pair = parse();
    if (pair.getPublicKey().startsWith("A")) return pair;
  } catch {
    // What the library says may hold a part of it.
  }
  throw new Error(problem);
}
