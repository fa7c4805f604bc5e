import type { OwnProfile } from "../crawler/contract.ts";
import type { ConfigObject } from "./config-object.ts";
import type { DocSite } from "./docsite.ts";
import { readExtractionProfile } from "./extraction-profile.ts";
import { formatPath } from "./problem.ts";
import type { LookUp } from "./look-up.ts";
import { resolveOutput, type OutputAccess } from "./resolve-output.ts";

export interface ResolvedReferences {
  /** Go only to `hosts`: lower-case `host:port`, or `host` as the DocSite names it, which is any port of it. */
  readonly credentials: { headers: { name: string; value: string }[]; hosts: string[] };
  readonly caBundle?: string;
  readonly outputAccess: OutputAccess;
  readonly profile?: OwnProfile;
  /** Sentences with the path, what is missing, and the remedy. */
  readonly problems: readonly string[];
}

/** Looks up what a DocSite refers to in the objects of its file: a run without a cluster has no other place. */
export function resolveReferences(docSite: DocSite, objects: readonly ConfigObject[]): ResolvedReferences {
  const problems: string[] = [];
  const look: LookUp = (kind, name, key, path) => {
    const result = findEntry(docSite, objects, kind, name, key);
    if ("value" in result) return result.value;
    problems.push(`${formatPath(["spec", ...path])}: ${result.missing}`);
    return undefined;
  };
  const headers = resolveHeaders(docSite, look, problems);
  const caBundle = resolveCaBundle(docSite, look);
  const outputAccess = resolveOutput(docSite, look, problems);
  const profile = resolveProfile(docSite, look, problems);
  const hosts = docSite.spec.auth?.hosts ?? [];
  return {
    credentials: {
      headers,
      hosts: hosts.length > 0 ? hosts.map((host) => host.toLowerCase()) : credentialHosts(new URL(docSite.spec.url)),
    },
    ...(caBundle === undefined ? {} : { caBundle }),
    outputAccess,
    ...(profile === undefined ? {} : { profile }),
    problems,
  };
}

/**
 * The ports that credentials for the URL may go to: its own and, from plain http, the safe one that sites redirect to.
 * With the port left out they would go in the clear to the http of an https site.
 */
export function credentialHosts({ protocol, hostname, port }: URL): string[] {
  if (port !== "") return [`${hostname}:${port}`];
  return protocol === "https:" ? [`${hostname}:443`] : [`${hostname}:80`, `${hostname}:443`];
}

function findEntry(
  { metadata: { namespace } }: DocSite,
  objects: readonly ConfigObject[],
  kind: ConfigObject["kind"],
  name: string,
  key: string,
): { value: string } | { missing: string } {
  const object = objects.find((one) => one.kind === kind && one.name === name && one.namespace === namespace);
  if (object === undefined) {
    const command = `kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml`;
    const elsewhere = objects.find((one) => one.kind === kind && one.name === name);
    if (elsewhere !== undefined) {
      return {
        missing: `the ${kind} ${name} of this file is in namespace ${elsewhere.namespace}, the DocSite in ${namespace}`,
      };
    }
    return { missing: `the ${kind} ${name} is not in this file; add it after a --- line (${command} prints it)` };
  }
  const value = object.entries.get(key);
  if (value !== undefined) return { value };
  const keys = [...object.entries.keys()].join(", ") || "none";
  return { missing: `the ${kind} ${name} has no entry ${key}; it has ${keys}` };
}

function resolveHeaders(docSite: DocSite, look: LookUp, problems: string[]): { name: string; value: string }[] {
  const { auth } = docSite.spec;
  if (auth === undefined) return [];
  const headers: { name: string; value: string }[] = [];
  const add = (name: string, value: string | undefined, path: string) => {
    if (value === undefined) return;
    if (isHeaderValue(value)) headers.push({ name, value });
    else
      problems.push(`${path}: the value is empty or holds a line break or another character that no header may hold`);
  };
  for (const [index, { name, secretKeyRef }] of auth.headers.entries()) {
    const value = look("Secret", secretKeyRef.name, secretKeyRef.key, ["auth", "headers", index, "secretKeyRef"]);
    add(name, value && trimLineEnd(value), `spec.auth.headers[${index}]`);
  }
  add("Authorization", resolveBasic(auth.basic, look), "spec.auth.basic");
  add("Cookie", resolveCookies(auth.cookies, look, problems), "spec.auth.cookies");
  return headers;
}

function resolveBasic(basic: { secretRef: { name: string } } | undefined, look: LookUp): string | undefined {
  if (basic === undefined) return undefined;
  const user = look("Secret", basic.secretRef.name, "username", ["auth", "basic", "secretRef"]);
  const password = look("Secret", basic.secretRef.name, "password", ["auth", "basic", "secretRef"]);
  if (user === undefined || password === undefined) return undefined;
  return encodeBasic(trimLineEnd(user), trimLineEnd(password));
}

/** Value of an Authorization header (RFC 7617, UTF-8). */
export function encodeBasic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

type Cookies = NonNullable<DocSite["spec"]["auth"]>["cookies"];

function resolveCookies(cookies: Cookies, look: LookUp, problems: string[]): string | undefined {
  const pairs = cookies.flatMap(({ name, secretKeyRef }, index) => {
    const value = look("Secret", secretKeyRef.name, secretKeyRef.key, ["auth", "cookies", index, "secretKeyRef"]);
    if (value === undefined) return [];
    const trimmed = trimLineEnd(value);
    if (!/[;\s]/.test(trimmed)) return [`${name}=${trimmed}`];
    problems.push(`spec.auth.cookies[${index}]: the value holds a space, a line break or a semicolon`);
    return [];
  });
  return pairs.length === 0 ? undefined : pairs.join("; ");
}

function resolveCaBundle({ spec }: DocSite, look: LookUp): string | undefined {
  const { configMapKeyRef, secretKeyRef } = spec.network.caBundle ?? {};
  const path = ["network", "caBundle"];
  if (configMapKeyRef !== undefined) return look("ConfigMap", configMapKeyRef.name, configMapKeyRef.key, path);
  return secretKeyRef && look("Secret", secretKeyRef.name, secretKeyRef.key, path);
}

function resolveProfile({ spec }: DocSite, look: LookUp, problems: string[]): OwnProfile | undefined {
  const reference = spec.extraction.profile;
  if (reference === undefined) return undefined;
  const text = look("ConfigMap", reference.name, reference.key, ["extraction", "profile"]);
  if (text === undefined) return undefined;
  const read = readExtractionProfile(text);
  if ("profile" in read) return read.profile;
  const entry = `${reference.key} of the ConfigMap ${reference.name}`;
  problems.push(...read.problems.map((problem) => `spec.extraction.profile: ${entry}: ${problem}`));
  return undefined;
}

/** Secrets made from files end in a line feed that nobody wants. */
function trimLineEnd(value: string): string {
  return value.replace(/\r?\n$/, "");
}

/** RFC 9110: visible characters, spaces and tabs; no bytes above 0x7E, which undici refuses in part. */
export function isHeaderValue(value: string): boolean {
  return value.length <= 8192 && /^[\x21-\x7E]([\t\x20-\x7E]*[\x21-\x7E])?$/.test(value);
}
