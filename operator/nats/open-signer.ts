import type { ApiClient } from "../controller/api-client.ts";
import { readOrMakeKeys } from "./key-secret.ts";
import { readLoginFolder } from "./login-files.ts";
import { LoginSigner } from "./login-signer.ts";
import type { NatsSettings } from "./nats-settings.ts";

/** With the keys of an embedded NATS, which are made at first, or those of the folder; undefined where there are none. */
export async function openSigner(
  { keys, loginFolder }: NatsSettings,
  client: ApiClient,
  namespace: string,
): Promise<LoginSigner | undefined> {
  if (keys !== undefined) {
    const made = await readOrMakeKeys(client, { namespace, name: keys.secret, generation: keys.generation });
    return new LoginSigner(made["signing.nk"], made["account.pub"]);
  }
  const { "signing.nk": seed, "account.pub": account } = loginFolder === undefined ? {} : readLoginFolder(loginFolder);
  return seed === undefined || account === undefined ? undefined : new LoginSigner(seed, account);
}
