import type { ApiClient } from "../controller/api-client.ts";
import { isAlreadyExists, isConflict, isNotFound } from "../controller/api-error.ts";
import { buildPath, type KubeObject } from "../controller/kube-object.ts";
import { labels, managedBy, secretResource } from "../kinds.ts";
import { makeKeys, NatsKeys, rotateSigningKey } from "./make-keys.ts";

export interface KeySecret {
  readonly namespace: string;
  readonly name: string;
  /** A higher number than the Secret has asks for another signing key. */
  readonly generation: number;
}

interface SecretObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * The keys of an embedded NATS: made when there are none yet, and never changed but for another signing key. Of several
 * operators the first one makes them. Throws when the Secret is not one of these.
 */
export async function readOrMakeKeys(client: ApiClient, secret: KeySecret): Promise<NatsKeys> {
  const found = await readSecret(client, secret);
  const keys = found && parseKeys(found, secret);
  if (keys !== undefined && Number(keys.generation) >= secret.generation) return keys;
  const wanted = keys === undefined ? await makeKeys() : await rotateSigningKey(keys, secret.generation);
  const isOurs = found === undefined ? create(client, secret, wanted) : update(client, found, secret, wanted);
  // Somebody else was faster: what that one wrote counts.
  return (await isOurs) ? wanted : await readOrMakeKeys(client, secret);
}

async function readSecret(client: ApiClient, { namespace, name }: KeySecret): Promise<SecretObject | undefined> {
  try {
    return await client.read<SecretObject>(secretResource, namespace, name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function parseKeys({ data = {} }: SecretObject, { namespace, name }: KeySecret): NatsKeys {
  const entries = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
  const parsed = NatsKeys.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new Error(
    `Secret ${namespace}/${name} is no set of NATS keys (${missing}): give nats.auth.secretName another name, or delete it`,
  );
}

async function create(client: ApiClient, { namespace, name }: KeySecret, stringData: NatsKeys): Promise<boolean> {
  const metadata = { name, namespace, labels: { [labels.managedBy]: managedBy, [labels.component]: "nats" } };
  const body = { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData };
  const path = buildPath(secretResource, { namespace });
  return await wasFirst(client.request({ method: "POST", path, body }), isAlreadyExists);
}

async function update(
  client: ApiClient,
  { metadata: { resourceVersion } }: SecretObject,
  where: KeySecret,
  stringData: NatsKeys,
): Promise<boolean> {
  const path = buildPath(secretResource, { namespace: where.namespace, name: where.name });
  const body = { metadata: { resourceVersion }, stringData };
  const contentType = "application/merge-patch+json";
  return await wasFirst(client.request({ method: "PATCH", path, contentType, body }), isConflict);
}

async function wasFirst(request: Promise<unknown>, isLost: (error: unknown) => boolean): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (isLost(error)) return false;
    throw error;
  }
}
