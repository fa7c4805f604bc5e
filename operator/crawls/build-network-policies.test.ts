import { expect, test } from "vitest";
import { buildCrawlPlan } from "../docsites/build-crawl-plan.ts";
import { DocSite } from "../docsite.ts";
import type { CrawlTelemetry } from "../settings.ts";
import { testSettings } from "../test-settings.ts";
import { buildNetworkPolicies } from "./build-network-policies.ts";

const now = new Date("2026-03-01T12:00:00Z");
const identity = { name: "guide-1", namespace: "default", uid: "7", site: "guide" };

interface Egress {
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
  readonly ports?: readonly { readonly port: number }[];
}

/** Ranges and ports that the coordinator may reach beside DNS and NATS, as `range: ports`. */
function listEgress(output: object, storeRanges: readonly string[] = [], network: object = {}): string[] {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide" },
    spec: { url: "https://docs.example.org/", output, network },
  });
  const settings = { ...testSettings, crawls: { ...testSettings.crawls, storeRanges } };
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const [coordinator] = buildNetworkPolicies(identity, buildCrawlPlan(docSite, facts, settings), settings);
  return (coordinator?.spec.egress ?? []).flatMap((rule) => {
    const { to, ports = [] } = rule as Egress;
    const numbers = ports.map(({ port }) => port).join(" ");
    if (to === undefined) return [`anywhere: ${numbers}`];
    return to.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [`${ipBlock.cidr}: ${numbers}`]));
  });
}

const secretRef = { name: "keys" };
const identityRanges = ["169.254.169.254/32: 80", "169.254.170.23/32: 80", "fd00:ec2::23/128: 80"];
const gkeRange = "169.254.169.252/32: 987 988";

test("a coordinator that writes to a volume reaches no address outside", () => {
  expect(listEgress({})).toEqual([]);
});

test("one that writes to a cloud with keys reaches public addresses at 443", () => {
  expect(listEgress({ s3: { bucket: "b", secretRef } })).toEqual(["0.0.0.0/0: 443", "::/0: 443"]);
});

test("one with its pod's identity reaches what gives it that", () => {
  expect(listEgress({ gcs: { bucket: "b" } })).toEqual(["0.0.0.0/0: 443", "::/0: 443", ...identityRanges, gkeRange]);
});

test("one with an endpoint reaches its port, at private addresses where the installation lists them", () => {
  const minio = { s3: { bucket: "b", secretRef, endpoint: "http://minio.storage.svc:9000" } };

  expect(listEgress(minio)).toEqual(["0.0.0.0/0: 443 9000", "::/0: 443 9000"]);
  expect(listEgress(minio, ["10.0.5.0/24"])).toContain("10.0.5.0/24: 443 9000");
  expect(
    listEgress({ azure: { account: "a", container: "c", secretRef, endpoint: "http://azure.example" } }),
  ).toContain("0.0.0.0/0: 443 80");
});

test("where the site may be private, so may the object storage", () => {
  const minio = { s3: { bucket: "b", secretRef, endpoint: "http://minio.storage.svc:9000" } };

  expect(listEgress(minio, [], { allowPrivateAddresses: true })).toEqual(["anywhere: 443 9000"]);
});

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.observability:4318" };

function egressOf(telemetry?: CrawlTelemetry) {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide", namespace: "default" },
    spec: { url: "https://docs.example.org/" },
  });
  const settings = { ...testSettings, ...(telemetry && { telemetry }) };
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const plan = buildCrawlPlan(docSite, facts, settings);
  return buildNetworkPolicies(identity, plan, settings).map(({ spec }) => spec.egress);
}

test("both roles reach the OTLP receiver's pods, on its port and no other", () => {
  const podLabel = { name: "app", value: "collector" };

  const rules = egressOf({ variables: endpoint, podLabel });

  for (const egress of rules) {
    expect(egress).toContainEqual({
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: "collector" } } }],
      ports: [{ protocol: "TCP", port: 4318 }],
    });
  }
});

test("one outside of the cluster is reached like any web site, without opening private addresses", () => {
  const variables = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://otlp.example.org/v1/traces", ...endpoint };

  const [coordinator = []] = egressOf({ variables });

  const rule = coordinator.find((each) => JSON.stringify(each).includes('"port":443'));
  expect(rule).toMatchObject({
    ports: [
      { protocol: "TCP", port: 443 },
      { protocol: "TCP", port: 4318 },
    ],
  });
  expect(JSON.stringify(rule)).toContain("10.0.0.0/8");
});

test("without telemetry nothing more is open", () => {
  expect(JSON.stringify(egressOf())).not.toContain("4318");
});
