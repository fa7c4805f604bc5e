import type { CrawlTelemetry, OperatorSettings } from "../settings.ts";
import type { CrawlIdentity } from "./child-metadata.ts";
import { noMounts, type EnvironmentVariable, type Mounts } from "./mounts.ts";
import { pod } from "./pod-contract.ts";
import { portOf } from "./port-of.ts";

/** Where a pod sends telemetry; the crawl's trace goes to its coordinator, which hands it on with each item. */
export function buildTelemetry(
  { namespace, traceparent }: CrawlIdentity,
  role: "coordinator" | "worker",
  { telemetry }: OperatorSettings,
): Mounts {
  if (telemetry === undefined) return noMounts;
  const { variables, headersSecret } = telemetry;
  const env: EnvironmentVariable[] = [
    ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    { name: pod.resourceVariable, value: `k8s.namespace.name=${namespace}` },
  ];
  if (role === "coordinator" && traceparent !== undefined) {
    env.push({ name: pod.traceparentVariable, value: traceparent });
  }
  if (headersSecret !== undefined) {
    // A crawl does not wait for it: a namespace that has none sends without.
    const secretKeyRef = { ...headersSecret, optional: true };
    env.push({ name: pod.telemetryHeadersVariable, valueFrom: { secretKeyRef } });
  }
  return { ...noMounts, env };
}

/** Of the endpoints, each once. */
export function listOtlpPorts({ variables }: CrawlTelemetry): readonly number[] {
  const urls = Object.entries(variables).filter(([name]) => name.endsWith("_ENDPOINT"));
  return [...new Set(urls.map(([, value]) => portOf(new URL(value))))];
}
