import type { CrawlPlan } from "../crawl.ts";
import type { OperatorSettings } from "../settings.ts";
import type { CrawlIdentity } from "./child-metadata.ts";
import { pod } from "./pod-contract.ts";

/** What a part of the configuration adds to a pod. */
export interface Mounts {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumes: readonly object[];
  readonly volumeMounts: readonly object[];
}

const nothing: Mounts = { args: [], env: [], volumes: [], volumeMounts: [] };

export function joinMounts(parts: readonly Mounts[]): Mounts {
  return {
    args: parts.flatMap(({ args }) => args),
    env: parts.flatMap(({ env }) => env),
    volumes: parts.flatMap(({ volumes }) => volumes),
    volumeMounts: parts.flatMap(({ volumeMounts }) => volumeMounts),
  };
}

export function buildPlanMount({ name }: CrawlIdentity): Mounts {
  return {
    ...nothing,
    volumes: [{ name: "plan", configMap: { name: `${name}-plan` } }],
    volumeMounts: [{ name: "plan", mountPath: pod.planMount, readOnly: true }],
  };
}

export function buildNats({ natsUrl }: OperatorSettings): Mounts {
  return { ...nothing, args: [pod.natsFlag, natsUrl] };
}

export function usesVolume({ s3, gcs, azure }: CrawlPlan["output"]): boolean {
  return s3 === undefined && gcs === undefined && azure === undefined;
}

/** One claim a DocSite, unless it names its own. */
export const claimName = ({ site }: CrawlIdentity, { output }: CrawlPlan): string =>
  output.volume?.claimName ?? `${site}-docsynapse`;

export function buildClaim(crawl: CrawlIdentity, plan: CrawlPlan): Mounts {
  if (!usesVolume(plan.output)) return nothing;
  return {
    ...nothing,
    args: [pod.outFlag, `${pod.outMount}/${crawl.namespace}/${crawl.site}`],
    volumes: [{ name: "out", persistentVolumeClaim: { claimName: claimName(crawl, plan) } }],
    volumeMounts: [{ name: "out", mountPath: pod.outMount }],
  };
}

export function buildStore({ output }: CrawlPlan): Mounts {
  if (usesVolume(output)) return nothing;
  const { s3, gcs, azure } = output;
  const secret = (s3 ?? gcs ?? azure)?.secretRef;
  const value = JSON.stringify({ ...(s3 && { s3 }), ...(gcs && { gcs }), ...(azure && { azure }) });
  const settings = { ...nothing, env: [{ name: pod.storeVariable, value }] };
  if (secret === undefined) return settings;
  return {
    ...settings,
    volumes: [{ name: "store", secret: { secretName: secret.name } }],
    volumeMounts: [{ name: "store", mountPath: pod.storeSecretMount, readOnly: true }],
  };
}

interface Entry {
  readonly file: string;
  readonly secret: string;
  readonly key: string;
}

/** The site's credentials as files; the variable tells only names, files and the hosts that get them. */
export function buildAuth({ auth, host }: CrawlPlan): Mounts {
  if (auth === undefined) return nothing;
  const headers = auth.headers.map(({ name, secretKeyRef }, index) => ({
    name,
    ...toEntry(`header-${index}`, secretKeyRef),
  }));
  const cookies = auth.cookies.map(({ name, secretKeyRef }, index) => ({
    name,
    ...toEntry(`cookie-${index}`, secretKeyRef),
  }));
  const basic = auth.basic?.secretRef.name;
  const basicEntries =
    basic === undefined ? [] : ["username", "password"].map((key) => toEntry(key, { name: basic, key }));
  const value = JSON.stringify({
    hosts: auth.hosts.length > 0 ? auth.hosts : [host],
    headers: headers.map(({ name, file }) => ({ name, file })),
    cookies: cookies.map(({ name, file }) => ({ name, file })),
    ...(basic !== undefined && { basic: { usernameFile: "username", passwordFile: "password" } }),
  });
  return {
    ...nothing,
    env: [{ name: pod.authVariable, value }],
    volumes: [{ name: "auth", projected: { sources: [...headers, ...cookies, ...basicEntries].map(toSource) } }],
    volumeMounts: [{ name: "auth", mountPath: pod.authMount, readOnly: true }],
  };
}

const toEntry = (file: string, { name, key }: { name: string; key: string }): Entry => ({ file, secret: name, key });
const toSource = ({ file, secret, key }: Entry) => ({ secret: { name: secret, items: [{ key, path: file }] } });

export function buildCaBundle({ network }: CrawlPlan): Mounts {
  const { configMapKeyRef, secretKeyRef } = network.caBundle ?? {};
  const source =
    configMapKeyRef === undefined
      ? secretKeyRef && { secret: { secretName: secretKeyRef.name, items: caItems(secretKeyRef.key) } }
      : { configMap: { name: configMapKeyRef.name, items: caItems(configMapKeyRef.key) } };
  if (source === undefined) return nothing;
  return {
    ...nothing,
    env: [{ name: pod.caBundleVariable, value: `${pod.caBundleMount}/ca.pem` }],
    volumes: [{ name: "ca", ...source }],
    volumeMounts: [{ name: "ca", mountPath: pod.caBundleMount, readOnly: true }],
  };
}

const caItems = (key: string) => [{ key, path: "ca.pem" }];
