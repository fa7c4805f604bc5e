import { restrictedPod } from "./restricted-pod.ts";
import type { Story } from "./chart.ts";

/** The documentation site in a pod, behind a Service of each name: to a crawl each is a host of its own. */
export async function deploySite({ kubectl, cluster }: Story, namespace: string, ...hosts: readonly string[]) {
  const labels = { app: "site" };
  const container = {
    name: "site",
    image: cluster.images.site,
    ports: [{ containerPort: 8080 }],
    // A busy machine takes its time.
    readinessProbe: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 1, timeoutSeconds: 10 },
  };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "site" },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: restrictedPod(container) } },
  };
  const services = hosts.map((name) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  }));
  await kubectl.apply(namespace, deployment, ...services);
  await kubectl.run("rollout", "status", "-n", namespace, "deployment/site", "--timeout=120s");
}

export const siteUrl = (host: string, namespace: string, path: string): string =>
  `http://${host}.${namespace}.svc.cluster.local${path}`;
