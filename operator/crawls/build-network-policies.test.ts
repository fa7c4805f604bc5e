import { expect, test } from "vitest";
import { buildCrawlPlan } from "../docsites/build-crawl-plan.ts";
import { DocSite } from "../docsite.ts";
import type { CrawlTelemetry } from "../settings.ts";
import { testSettings } from "../test-settings.ts";
import { buildNetworkPolicies } from "./build-network-policies.ts";

const now = new Date("2026-03-01T12:00:00Z");
const identity = { name: "guide-1", namespace: "default", uid: "7", site: "guide" };
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
