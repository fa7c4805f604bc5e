import type { CrawlPlan } from "../crawl.ts";
import type { OperatorSettings } from "../settings.ts";
import { listOtlpPorts } from "./build-telemetry.ts";
import { portOf } from "./port-of.ts";
import { buildChildMetadata, buildLabels, type CrawlIdentity } from "./child-metadata.ts";
import { usesVolume } from "./build-store-mounts.ts";

/** Never the way to a web site: private, link-local with the clouds' metadata, shared, loopback, multicast. */
const privateRanges = {
  v4: [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/4",
  ],
  v6: ["::1/128", "fc00::/7", "fe80::/10", "ff00::/8"],
} as const;

/**
 * Who may talk to whom: nobody to the pods; the coordinator to NATS and the store, the workers to NATS and the outside,
 * both to DNS. The network plugin must enforce them; the crawler's own address guard does not rely on it.
 */
export function buildNetworkPolicies(crawl: CrawlIdentity, plan: CrawlPlan, settings: OperatorSettings) {
  const common = [buildDns(), buildNats(settings), ...buildTelemetry(settings)];
  const site = plan.network.allowPrivateAddresses ? {} : buildOutside(settings);
  return [
    buildPolicy(crawl, "coordinator", [...common, ...buildStoreEgress(plan, settings)]),
    buildPolicy(crawl, "worker", [...common, site]),
  ];
}

function buildPolicy(crawl: CrawlIdentity, role: "coordinator" | "worker", egress: readonly object[]) {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: buildChildMetadata(crawl, `${crawl.name}-${role}`, role),
    spec: {
      podSelector: { matchLabels: buildLabels(crawl, role) },
      policyTypes: ["Ingress", "Egress"],
      egress,
    },
  };
}

function buildDns() {
  const port = 53;
  return {
    to: [{ namespaceSelector: {} }],
    ports: [
      { protocol: "UDP", port },
      { protocol: "TCP", port },
    ],
  };
}

function buildNats({ natsUrl, natsPodLabel: { name, value } }: OperatorSettings) {
  const [server = natsUrl] = natsUrl.split(",");
  const port = Number(new URL(server).port || 4222);
  return {
    to: [{ namespaceSelector: {}, podSelector: { matchLabels: { [name]: value } } }],
    ports: [{ protocol: "TCP", port }],
  };
}

/** Public addresses at the endpoint's port, those that the installation lists, and where a pod's identity comes from. */
function buildStoreEgress({ output, network }: CrawlPlan, settings: OperatorSettings): object[] {
  if (usesVolume(output)) return [];
  const { endpoint, secretRef } = output.s3 ?? output.gcs ?? output.azure ?? {};
  // The clouds' token services stay at 443 where the store is elsewhere.
  const ports = [...new Set([443, endpoint === undefined ? 443 : portOf(new URL(endpoint))])];
  // A server inside of the cluster or the company is as private as a site there.
  if (network.allowPrivateAddresses)
    return [{ ports: toPorts(ports) }, ...(secretRef === undefined ? identityEgress : [])];
  const own = settings.crawls.storeRanges.map((cidr) => ({ ipBlock: { cidr } }));
  return [
    buildOutside(settings, ports),
    ...(own.length > 0 ? [{ to: own, ports: toPorts(ports) }] : []),
    ...(secretRef === undefined ? identityEgress : []),
  ];
}

const toPorts = (ports: readonly number[]) => ports.map((port) => ({ protocol: "TCP", port }));

/** Metadata servers of EC2, GCE and Azure; GKE's as network policies see it; the agent of EKS Pod Identity. */
const identityEgress = [
  {
    to: ["169.254.169.254/32", "169.254.170.23/32", "fd00:ec2::23/128"].map((cidr) => ({ ipBlock: { cidr } })),
    ports: toPorts([80]),
  },
  { to: [{ ipBlock: { cidr: "169.254.169.252/32" } }], ports: toPorts([987, 988]) },
];

/** The ports as the receiver's pods have them: the policy sees a Service's address only when it is translated. */
function buildTelemetry(settings: OperatorSettings) {
  const { telemetry } = settings;
  if (telemetry === undefined) return [];
  const ports = listOtlpPorts(telemetry);
  if (telemetry.podLabel === undefined) return [buildOutside(settings, ports)];
  const { name, value } = telemetry.podLabel;
  return [
    {
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { [name]: value } } }],
      ports: toPorts(ports),
    },
  ];
}

function buildOutside({ deniedRanges }: OperatorSettings, ports?: readonly number[]) {
  const denied = (isV6: boolean) => deniedRanges.filter((range) => range.includes(":") === isV6);
  return {
    to: [
      { ipBlock: { cidr: "0.0.0.0/0", except: [...privateRanges.v4, ...denied(false)] } },
      { ipBlock: { cidr: "::/0", except: [...privateRanges.v6, ...denied(true)] } },
    ],
    ...(ports && { ports: toPorts(ports) }),
  };
}
