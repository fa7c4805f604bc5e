import type { CrawlPlan } from "../crawl.ts";
import { credentialHosts } from "../resolve-references.ts";
import { buildCaFile } from "./build-ca-file.ts";
import type { CrawlIdentity } from "./child-metadata.ts";
import { noMounts, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";

export function buildPlanMount({ name }: CrawlIdentity): Mounts {
  return {
    env: [{ name: pod.planVariable, value: `${pod.planMount}/${pod.planFile}` }],
    volumes: [{ name: "plan", configMap: { name: `${name}-plan` } }],
    volumeMounts: [{ name: "plan", mountPath: pod.planMount, readOnly: true }],
  };
}

interface Entry {
  readonly file: string;
  readonly secret: string;
  readonly key: string;
}

/** The site's credentials as files; the variable tells only names, files and the hosts that get them. */
export function buildAuth(plan: CrawlPlan): Mounts {
  const { auth } = plan;
  if (auth === undefined) return noMounts;
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
    hosts: auth.hosts.length > 0 ? auth.hosts.map((host) => host.toLowerCase()) : ownHosts(plan),
    headers: headers.map(({ name, file }) => ({ name, file })),
    cookies: cookies.map(({ name, file }) => ({ name, file })),
    ...(basic !== undefined && { basic: { usernameFile: "username", passwordFile: "password" } }),
  });
  return {
    env: [
      { name: pod.authVariable, value },
      { name: pod.authFolderVariable, value: pod.authMount },
    ],
    volumes: [{ name: "auth", projected: { sources: [...headers, ...cookies, ...basicEntries].map(toSource) } }],
    volumeMounts: [{ name: "auth", mountPath: pod.authMount, readOnly: true }],
  };
}

const toEntry = (file: string, { name, key }: { name: string; key: string }): Entry => ({ file, secret: name, key });
const toSource = ({ file, secret, key }: Entry) => ({ secret: { name: secret, items: [{ key, path: file }] } });

/** As for a crawl without a cluster: never in the clear to an https site. */
function ownHosts({ configuration, host }: CrawlPlan): string[] {
  const { url } = configuration;
  return typeof url === "string" && URL.canParse(url) ? credentialHosts(new URL(url)) : [host];
}

export function buildSiteCa({ network }: CrawlPlan): Mounts {
  return buildCaFile(network.caBundle, { name: "ca", mount: pod.siteCaMount, variable: pod.siteCaVariable });
}
