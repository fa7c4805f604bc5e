import { inboxPrefixFor, nameCrawl, type CrawlRole } from "../../crawler/nats-names.ts";
import type { CrawlPlan } from "../crawl.ts";
import type { LoginEntry, LoginFiles } from "../nats/login-files.ts";
import type { OperatorSettings } from "../settings.ts";
import { buildChildMetadata, type CrawlIdentity } from "./child-metadata.ts";
import { readCrawlKey } from "./crawl-key.ts";
import { joinMounts, noMounts, type EnvironmentVariable, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";

/** One a role: a worker never sees the coordinator's. */
const loginName = ({ name }: CrawlIdentity, role: CrawlRole): string => `${name}-${role}-nats`;

/** The login as the pods of the role mount it. */
export function buildLogin(crawl: CrawlIdentity, role: CrawlRole, files: LoginFiles) {
  const data = Object.entries(files).map(([name, text]) => [name, Buffer.from(text).toString("base64")]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: buildChildMetadata(crawl, loginName(crawl, role), role),
    type: "Opaque",
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

/** Where NATS is, and the login as files: those change when it is renewed, what is in a variable does not. */
export function buildNats(
  crawl: CrawlIdentity,
  role: CrawlRole,
  plan: CrawlPlan,
  { natsUrl, natsLogin: { kind, entries } }: OperatorSettings,
): Mounts {
  const url = { ...noMounts, env: [{ name: pod.natsVariable, value: natsUrl }] };
  if (kind === "none") return url;
  const secret = loginName(crawl, role);
  const files = entries.filter((entry) => pod.natsFileVariables[entry] !== undefined);
  const volumes = [{ name: "nats", secret: { secretName: secret, items: files.map((key) => ({ key, path: key })) } }];
  const volumeMounts = [{ name: "nats", mountPath: pod.natsMount, readOnly: true }];
  return joinMounts([
    url,
    { ...noMounts, env: entries.flatMap((entry) => buildVariable(secret, entry)) },
    ...(kind === "signed" ? [buildInbox(role, plan)] : []),
    ...(files.length === 0 ? [] : [{ ...noMounts, volumes, volumeMounts }]),
  ]);
}

function buildVariable(secret: string, entry: LoginEntry): EnvironmentVariable[] {
  const { [entry]: fileVariable } = pod.natsFileVariables;
  const { [entry]: variable } = pod.natsValueVariables;
  if (fileVariable !== undefined) return [{ name: fileVariable, value: `${pod.natsMount}/${entry}` }];
  return variable === undefined ? [] : [{ name: variable, valueFrom: { secretKeyRef: { name: secret, key: entry } } }];
}

/** Whoever is signed a login may listen there alone. */
function buildInbox(role: CrawlRole, plan: CrawlPlan): Mounts {
  const key = readCrawlKey(plan);
  if (key === undefined) return noMounts;
  return { ...noMounts, env: [{ name: pod.natsInboxVariable, value: inboxPrefixFor(role, nameCrawl(key)) }] };
}
