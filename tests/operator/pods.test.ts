import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../crawler/config.ts";
import { nameCrawl, permissionsFor } from "../../crawler/nats-names.ts";
import { buildPlanMap } from "../../operator/crawls/build-claim.ts";
import { buildCoordinatorJob, buildWorkersJob } from "../../operator/crawls/build-jobs.ts";
import { parseReport } from "../../operator/crawls/crawl-report.ts";
import { buildCrawlPlan } from "../../operator/docsites/build-crawl-plan.ts";
import { DocSite } from "../../operator/docsite.ts";
import type { OperatorSettings } from "../../operator/settings.ts";
import { testSettings } from "../../operator/test-settings.ts";
import { browser } from "../../crawler/render/testing-browser.ts";
import { kill, startProcess } from "../distributed/processes.ts";
import { startClientRenderedSite } from "../site/client-rendered-site.ts";
import { freePort, startNats } from "../servers/nats.ts";
import { listPages } from "../site/crawl.ts";
import { html, startTestSite, type Page } from "../site/test-site.ts";
import { layOutPod, type LaidOutPod, type Objects } from "./lay-out-pod.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");
const now = new Date("2026-03-01T12:00:00Z");
const identity = { name: "guide-1", namespace: "docs", uid: "7", site: "guide" };
const ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const objects: Objects = {
  "Secret/store": { accessKeyId: "AKIA\n", secretAccessKey: "s3cret\n", "key.json": "{}", accountKey: "a2V5\n" },
  "Secret/site": { token: "t0ken\n", session: "abc\n", username: "me", password: "pw\n", "ca.crt": ca },
  "ConfigMap/trust": { bundle: ca },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pods-"));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** Both pods as a node would start them, below the folder. */
async function layOut(spec: object, nats: Partial<OperatorSettings> = {}, logins: Objects = {}) {
  const docSite = DocSite.parse({
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "DocSite",
    metadata: { name: "guide", namespace: "docs" },
    spec: { url: "https://docs.example.org/", ...spec },
  });
  const settings = { ...testSettings, ...nats };
  const facts = { generation: 1, trigger: "First", scheduledAt: now, crawlName: "guide-1", now } as const;
  const plan = buildCrawlPlan(docSite, facts, settings);
  const { metadata, data } = buildPlanMap(identity, plan);
  const all = { ...objects, ...logins, [`ConfigMap/${metadata.name}`]: data as Record<string, string> };
  const coordinator = buildCoordinatorJob(identity, plan, 0, settings).spec.template.spec;
  const worker = buildWorkersJob(identity, plan, 1, settings).spec.template.spec;
  return {
    plan: plan.configuration,
    probe: worker.containers[0]?.livenessProbe.httpGet.path,
    coordinator: await layOutPod(coordinator, all, join(folder, "coordinator")),
    worker: await layOutPod(worker, all, join(folder, "worker")),
  };
}

describe("the crawler accepts the pods that the operator makes", () => {
  test("for a volume", async () => {
    const { coordinator, worker, plan } = await layOut({});

    const config = readConfig("coordinator", coordinator.env);

    expect(config.target).toEqual({ type: "volume", path: coordinator.place("/var/lib/docsynapse/docs/guide") });
    expect(config.plan).toEqual(plan);
    expect(readConfig("worker", worker.env)).toMatchObject({ plan, credentials: { headers: [], hosts: [] } });
    expect([coordinator.args, worker.args]).toEqual([["coordinator"], ["worker"]]);
  });

  test("with telemetry", async () => {
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_METRICS_EXPORTER: "none" };

    const { coordinator, worker } = await layOut({}, { telemetry: { variables } });

    for (const config of [readConfig("coordinator", coordinator.env), readConfig("worker", worker.env)]) {
      expect(config.telemetry).toMatchObject({ traces: { url: "http://collector:4318/v1/traces" } });
      expect(config.telemetry?.metrics).toBeUndefined();
    }
  });

  test.each([
    [
      { s3: { bucket: "docs", region: "eu-central-1", secretRef: { name: "store" } } },
      { type: "s3", bucket: "docs", prefix: "docs/guide", region: "eu-central-1", forcePathStyle: false },
      { s3: { accessKeyId: "AKIA", secretAccessKey: "s3cret" } },
    ],
    [
      { azure: { account: "me", container: "docs", prefix: "own", secretRef: { name: "store" } } },
      { type: "azure", account: "me", container: "docs", prefix: "own" },
      { azure: { accountKey: "a2V5" } },
    ],
    [{ gcs: { bucket: "docs" } }, { type: "gcs", bucket: "docs", prefix: "docs/guide" }, {}],
  ])("for %j", async (output, target, access) => {
    const caBundle = { configMapKeyRef: { name: "trust", key: "bundle" } };

    const { coordinator, worker } = await layOut({ output: { ...output, caBundle } });

    const config = readConfig("coordinator", coordinator.env);
    expect(config.target).toEqual(target);
    expect(config.storeAccess).toEqual({ ...access, caBundle: ca });
    expect(() => readConfig("worker", worker.env)).not.toThrow();
  });

  test("for Google's key file", async () => {
    const { coordinator } = await layOut({ output: { gcs: { bucket: "docs", secretRef: { name: "store" } } } });

    readConfig("coordinator", coordinator.env);

    expect(await readFile(coordinator.env["GOOGLE_APPLICATION_CREDENTIALS"] ?? "", "utf8")).toBe("{}");
  });

  test("for a site with credentials and its own certificates", async () => {
    const auth = {
      headers: [{ name: "X-Key", secretKeyRef: { name: "site", key: "token" } }],
      cookies: [{ name: "session", secretKeyRef: { name: "site", key: "session" } }],
      basic: { secretRef: { name: "site" } },
    };
    const caBundle = { secretKeyRef: { name: "site", key: "ca.crt" } };

    const { worker, coordinator } = await layOut({ auth, network: { caBundle } });

    const config = readConfig("worker", worker.env);
    expect(config.plan.network.caBundle).toBe(ca);
    expect(config.credentials).toEqual({
      hosts: ["docs.example.org:443"],
      headers: [
        { name: "X-Key", value: "t0ken" },
        { name: "Authorization", value: `Basic ${Buffer.from("me:pw").toString("base64")}` },
        { name: "Cookie", value: "session=abc" },
      ],
    });
    expect(JSON.stringify(readConfig("coordinator", coordinator.env))).not.toContain("t0ken");
  });
});

/** One login in both roles' Secrets. */
const shareLogin = (files: Record<string, string>): Objects => ({
  "Secret/guide-1-coordinator-nats": files,
  "Secret/guide-1-worker-nats": files,
});

describe("the crawler logs in to NATS with what the operator gives its pods", () => {
  test("as a signed login, each role with its own", async () => {
    const entries = ["nats.creds", "ca.crt"] as const;
    const logins = {
      "Secret/guide-1-coordinator-nats": { "nats.creds": "leads", "ca.crt": ca },
      "Secret/guide-1-worker-nats": { "nats.creds": "works", "ca.crt": ca },
    };

    const laidOut = await layOut({}, { natsLogin: { kind: "signed", entries } }, logins);

    for (const [role, text] of [
      ["coordinator", "leads"],
      ["worker", "works"],
    ] as const) {
      const { nats, plan } = readConfig(role, laidOut[role].env);
      expect(await readFile(nats.credentialsFile ?? "", "utf8")).toBe(text);
      expect(await readFile(nats.tls?.caFile ?? "", "utf8")).toBe(ca);
      expect(permissionsFor(role, nameCrawl(plan)).subscribe).toContain(`${nats.inboxPrefix}.>`);
    }
  });

  test("as a password or a token that all share", async () => {
    const withPassword = await layOut(
      {},
      { natsLogin: { kind: "shared", entries: ["user", "password"] } },
      shareLogin({ user: "crawls", password: "s3cret" }),
    );
    const withToken = await layOut(
      {},
      { natsLogin: { kind: "shared", entries: ["token"] } },
      shareLogin({ token: "t0ken" }),
    );

    expect(readConfig("worker", withPassword.worker.env).nats).toMatchObject({ user: "crawls", password: "s3cret" });
    expect(readConfig("coordinator", withToken.coordinator.env).nats).toMatchObject({ token: "t0ken" });
  });

  test("not at all where NATS wants none", async () => {
    const { worker } = await layOut({});

    expect(Object.keys(worker.env).filter((name) => name.startsWith("DOCSYNAPSE_NATS"))).toEqual([
      "DOCSYNAPSE_NATS_URL",
    ]);
  });
});

const start = ({ args, env }: LaidOutPod, healthPort: number) =>
  startProcess([MAIN, ...args], { ...env, DOCSYNAPSE_HEALTH_PORT: String(healthPort) });

const locked =
  (page: string): Page =>
  ({ headers }, response) => {
    const isIn = headers["x-key"] === "t0ken";
    response.writeHead(isIn ? 200 : 401, { "content-type": "text/html" }).end(isIn ? page : "");
  };

describe("pods in processes", () => {
  test("crawl a site that wants credentials, publish, and tell the operator", async () => {
    await using site = await startTestSite({
      "/": locked(html("Home", "<p>Text.</p>", ["/a"])),
      "/a": locked(html("A", "<p>More text.</p>")),
    });
    await using nats = await startNats();
    const { coordinator, worker, plan, probe } = await layOut(
      {
        url: `${site.url}/`,
        network: { allowPrivateAddresses: true },
        rendering: { mode: "Never" },
        auth: { headers: [{ name: "X-Key", secretKeyRef: { name: "site", key: "token" } }] },
      },
      { natsUrl: nats.url },
    );
    const healthPort = await freePort();
    const workerProcess = start(worker, healthPort);
    const coordinatorProcess = start(coordinator, 0);
    try {
      const code = await Promise.race([coordinatorProcess.exited, workerProcess.exited]);

      expect({ code, said: code === 0 ? [] : [...coordinatorProcess.lines, ...workerProcess.lines] }).toEqual({
        code: 0,
        said: [],
      });
      const out = coordinator.place("/var/lib/docsynapse/docs/guide");
      expect(await listPages(out)).toEqual(["a.md", "index.md"]);
      expect(parseReport(await readFile(coordinator.terminationMessageFile, "utf8"))).toEqual({
        phase: "Succeeded",
        counts: { discovered: 2, stored: 2, unchanged: 0, skipped: 0, failed: 0, changed: 2, removed: 0 },
        uri: expect.stringContaining(String(plan["snapshot"])),
      });
      expect((await fetch(`http://127.0.0.1:${healthPort}${probe}`)).status).toBe(200);
    } finally {
      await Promise.all([workerProcess, coordinatorProcess].map(kill));
    }
  }, 120_000);

  test.skipIf(browser === undefined)(
    "render a site that needs a browser",
    async () => {
      await using site = await startClientRenderedSite();
      await using nats = await startNats();
      const { coordinator, worker } = await layOut(
        { url: `${site.url}/docs/`, network: { allowPrivateAddresses: true }, politeness: { requestsPerSecond: 20 } },
        { natsUrl: nats.url },
      );
      const roles = [start(coordinator, 0), start(worker, 0)] as const;
      try {
        expect(readConfig("worker", { ...worker.env, PATH: process.env["PATH"] }).browser).toEqual({
          executable: browser,
          sandbox: false,
        });
        expect(await roles[0].exited).toBe(0);
        expect(await listPages(coordinator.place("/var/lib/docsynapse/docs/guide"))).toHaveLength(4);
      } finally {
        await Promise.all(roles.map(kill));
      }
    },
    120_000,
  );

  test("that are refused say why to the operator", async () => {
    const { coordinator } = await layOut({});
    const { DOCSYNAPSE_PLAN: _, ...env } = coordinator.env;

    const role = start({ ...coordinator, env }, 0);

    expect(await role.exited).toBe(78);
    expect(parseReport(await readFile(coordinator.terminationMessageFile, "utf8"))).toMatchObject({
      phase: "Failed",
      reason: "BadConfiguration",
      message: expect.stringContaining("DOCSYNAPSE_PLAN"),
    });
  });
});
