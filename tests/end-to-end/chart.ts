import { join } from "node:path";
import type { Kubectl } from "../node/kubectl.ts";
import type { ProvidedCluster } from "./provided-cluster.ts";

const chart = join(import.meta.dirname, "../../charts/docsynapse");
/** Where the chart is installed. */
export const systemNamespace = "docsynapse-system";

/** A cluster, and how people get at it. */
export interface Story {
  readonly cluster: ProvidedCluster;
  readonly kubectl: Kubectl;
}

/** As a user does, with the chart's own values but for those given; where it is installed so already nothing happens. */
export async function installChart({ kubectl, cluster: { images } }: Story, values: Record<string, string> = {}) {
  const sets = {
    ...toValues("operator.image", images.operator),
    ...toValues("crawls.image", images.crawler),
    ...toValues("crawls.browserImage", images.browser),
    ...toValues("nats.image", images.nats),
    ...values,
  };
  const flags = Object.entries(sets).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  const where = ["--namespace", systemNamespace, "--wait", "--timeout", "4m"];
  await kubectl.helm("upgrade", "--install", "docsynapse", chart, ...where, ...flags);
}

export function toValues(path: string, image: string): Record<string, string> {
  const tagAt = image.lastIndexOf(":");
  return { [`${path}.repository`]: image.slice(0, tagAt), [`${path}.tag`]: image.slice(tagAt + 1) };
}
/** One that takes restricted pods alone; it may be there already. */
export async function createNamespace(kubectl: Kubectl, name: string, labels: Record<string, string> = {}) {
  const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };
  const metadata = { name, labels: { ...restricted, ...labels } };
  await kubectl.apply(name, { apiVersion: "v1", kind: "Namespace", metadata });
}
