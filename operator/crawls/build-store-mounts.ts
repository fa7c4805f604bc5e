import type { CrawlPlan } from "../crawl.ts";
import { buildStoreTarget } from "../store-target.ts";
import { buildCaFile } from "./build-ca-file.ts";
import type { CrawlIdentity } from "./child-metadata.ts";
import { joinMounts, noMounts, type EnvironmentVariable, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";

/** Where the coordinator writes, and how it gets in: Secrets are named here and read by the kubelet alone. */
export function buildStore(crawl: CrawlIdentity, plan: CrawlPlan): Mounts {
  const { output } = plan;
  const metadata = { namespace: crawl.namespace, name: crawl.site };
  const target = buildStoreTarget({ metadata, spec: { output } });
  if (target === undefined) return buildVolume(crawl, plan);
  const settings = { ...noMounts, env: [{ name: pod.storeVariable, value: JSON.stringify(target) }] };
  const ca = buildCaFile(output.caBundle, { name: "store-ca", mount: pod.storeCaMount, variable: pod.storeCaVariable });
  return joinMounts([settings, buildAccess(output), ca]);
}

export function usesVolume({ s3, gcs, azure }: CrawlPlan["output"]): boolean {
  return s3 === undefined && gcs === undefined && azure === undefined;
}

/** One claim a DocSite, unless it names its own. */
export const claimName = ({ site }: Pick<CrawlIdentity, "site">, { output }: Pick<CrawlPlan, "output">): string =>
  output.volume?.claimName ?? `${site}-docsynapse`;

/** Sites may share a claim: each has its own folder in it. */
export const folderOnVolume = ({ namespace, site }: Pick<CrawlIdentity, "namespace" | "site">): string =>
  `${pod.outMount}/${namespace}/${site}`;

function buildVolume(crawl: CrawlIdentity, plan: CrawlPlan): Mounts {
  return {
    env: [{ name: pod.storeVariable, value: folderOnVolume(crawl) }],
    volumes: [{ name: "out", persistentVolumeClaim: { claimName: claimName(crawl, plan) } }],
    volumeMounts: [{ name: "out", mountPath: pod.outMount }],
  };
}

/** The variables are those that each cloud's own tools read. */
function buildAccess({ s3, gcs, azure }: CrawlPlan["output"]): Mounts {
  if (s3?.secretRef !== undefined) {
    const { name } = s3.secretRef;
    const env = [
      fromSecret("AWS_ACCESS_KEY_ID", name, "accessKeyId"),
      fromSecret("AWS_SECRET_ACCESS_KEY", name, "secretAccessKey"),
    ];
    return { ...noMounts, env };
  }
  if (azure?.secretRef !== undefined) {
    return { ...noMounts, env: [fromSecret("AZURE_STORAGE_KEY", azure.secretRef.name, "accountKey")] };
  }
  if (gcs?.secretRef === undefined) return noMounts;
  const file = "key.json";
  return {
    env: [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: `${pod.storeSecretMount}/${file}` }],
    volumes: [{ name: "store", secret: { secretName: gcs.secretRef.name, items: [{ key: "key.json", path: file }] } }],
    volumeMounts: [{ name: "store", mountPath: pod.storeSecretMount, readOnly: true }],
  };
}

const fromSecret = (variable: string, name: string, key: string): EnvironmentVariable => ({
  name: variable,
  valueFrom: { secretKeyRef: { name, key } },
});
