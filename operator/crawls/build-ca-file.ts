import type { CrawlPlan } from "../crawl.ts";
import { noMounts, type Mounts } from "./mounts.ts";

/** Certificates of a ConfigMap or Secret as one file, which the variable names. */
export function buildCaFile(
  bundle: CrawlPlan["network"]["caBundle"],
  { name, mount, variable }: { readonly name: string; readonly mount: string; readonly variable: string },
): Mounts {
  const { configMapKeyRef, secretKeyRef } = bundle ?? {};
  const source = configMapKeyRef
    ? { configMap: { name: configMapKeyRef.name, items: items(configMapKeyRef.key) } }
    : secretKeyRef && { secret: { secretName: secretKeyRef.name, items: items(secretKeyRef.key) } };
  if (source === undefined) return noMounts;
  return {
    env: [{ name: variable, value: `${mount}/ca.pem` }],
    volumes: [{ name, ...source }],
    volumeMounts: [{ name, mountPath: mount, readOnly: true }],
  };
}

const items = (key: string) => [{ key, path: "ca.pem" }];
