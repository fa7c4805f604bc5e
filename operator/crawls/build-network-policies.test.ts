import { expect, test } from "vitest";
import { buildCrawlPlan } from "../docsites/build-crawl-plan.ts";
import { DocSite } from "../docsite.ts";
import { testSettings } from "../test-settings.ts";
import { buildNetworkPolicies } from "./build-network-policies.ts";

const now = new Date("2026-03-01T12:00:00Z");
const identity = { name: "guide-1", namespace: "default", uid: "7", site: "guide" };

/** What the coordinator may reach beside DNS and NATS. */
function findStoreAccess(spec: object) {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide", namespace: "default" },
    spec: { url: "https://docs.example.org/", ...spec },
  });
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const plan = buildCrawlPlan(docSite, facts, testSettings);
  return buildNetworkPolicies(identity, plan, testSettings)[0]?.spec.egress.slice(2);
}

const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: "TCP", port }));

test("a coordinator with a volume reaches nothing but DNS and NATS", () => {
  expect(findStoreAccess({})).toEqual([]);
});

test.each([
  [undefined, tcp(443)],
  ["https://objects.example.org", tcp(443)],
  ["https://objects.example.org:9000", tcp(443, 9000)],
  ["http://objects.example.org", tcp(443, 80)],
])("a coordinator reaches object storage at %s outside", (endpoint, ports) => {
  const s3 = { bucket: "docs", ...(endpoint !== undefined && { endpoint }) };

  const access = findStoreAccess({ output: { s3 } });

  expect(access).toEqual([expect.objectContaining({ to: expect.any(Array) as unknown, ports })]);
  expect(JSON.stringify(access)).toContain("10.0.0.0/8");
});

test("where private addresses are allowed it reaches object storage inside, too", () => {
  const s3 = { bucket: "docs", endpoint: "http://minio.storage:9000" };

  expect(findStoreAccess({ output: { s3 }, network: { allowPrivateAddresses: true } })).toEqual([
    { ports: tcp(443, 9000) },
  ]);
});
