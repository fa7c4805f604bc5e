import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CrawlReport, type Plan } from "../../crawler/contract.ts";
import { planFor } from "../../crawler/testing/plan.ts";
import { freePort, startNats, type NatsServer } from "../servers/nats.ts";
import { childrenOf, sendTo, startOtlpCollector, type OtlpCollector } from "../servers/otlp-collector.ts";
import { readSnapshot } from "../site/crawl.ts";
import { html, startTestSite, type Page, type TestSite } from "../site/test-site.ts";
import { kill, startProcess, type RoleProcess } from "./processes.ts";

const MAIN = resolve(import.meta.dirname, "../../crawler/main.ts");
const SECRET = "s3cr3t-of-the-site";
/** Three processes that start, on a machine that may have other work. */
const PATIENCE_MS = 120_000;
const PARENT = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

const broken: Page = (_, response) => void response.writeHead(500).end();

function manyPages(count: number): Record<string, Page> {
  const links = Array.from({ length: count }, (_, n) => `/p${n}`);
  const pages = links.map((link): [string, Page] => [link, html(`Page ${link}`, `<p>Text of ${link}.</p>`)]);
  return { "/": html("Home", "<p>All pages.</p>", links), ...Object.fromEntries(pages) };
}

describe("the telemetry of a crawl over several processes", () => {
  let server: NatsServer;
  let folder: string;
  let crawls = 0;
  const running: RoleProcess[] = [];

  beforeAll(async () => {
    server = await startNats();
  }, 900_000);
  afterAll(async () => await server[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "telemetry-"));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(kill));
    await rm(folder, { recursive: true, force: true });
  });

  const planOf = (site: TestSite, overrides: Parameters<typeof planFor>[1] = {}): Plan =>
    planFor(`${site.url}/`, { site: `traced/${++crawls}`, limits: { requestTimeoutMs: 15_000 }, ...overrides });

  async function environmentOf(plan: Plan, extra: Record<string, string>): Promise<Record<string, string>> {
    const file = join(folder, `${folderOf(plan)}.json`);
    await writeFile(file, JSON.stringify(plan));
    return {
      DOCSYNAPSE_PLAN: file,
      DOCSYNAPSE_NATS_URL: server.url,
      DOCSYNAPSE_STORE: join(folder, folderOf(plan)),
      DOCSYNAPSE_REPORT_FILE: join(folder, "report.json"),
      DOCSYNAPSE_HEALTH_PORT: "0",
      DOCSYNAPSE_LOG_LEVEL: "debug",
      ...extra,
    };
  }

  function start(role: string, environment: Record<string, string>): RoleProcess {
    const process = startProcess([MAIN, role], environment);
    running.push(process);
    return process;
  }

  /** With two workers, until all have ended; what they logged, and how long the coordinator took. */
  async function crawl(plan: Plan, extra: Record<string, string>) {
    const environment = await environmentOf(plan, extra);
    const workers = ["one", "two"].map((name) =>
      start("worker", { ...environment, OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${name}` }),
    );
    // Both are there before there is work: else the first one might do all of it.
    for (const { lines } of workers) await until(() => lines.some((line) => line.includes("no streams yet")));
    const startedMs = performance.now();
    const coordinator = start("coordinator", {
      ...environment,
      TRACEPARENT: `00-${PARENT.traceId}-${PARENT.spanId}-01`,
    });
    const code = await coordinator.exited;
    const tookMs = performance.now() - startedMs;
    for (const { child } of workers) child.kill("SIGTERM");
    await Promise.all(workers.map(({ exited }) => exited));
    const lines = [coordinator, ...workers].flatMap((role) => role.lines);
    const logged = lines
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Record<string, string>);
    return { code, tookMs, lines, coordinator, results: logged.filter(isAnswer) };
  }

  describe("that succeeds, but for a page", () => {
    let done: Awaited<ReturnType<typeof crawl>>;
    let collector: OtlpCollector;
    let site: TestSite;
    let report: CrawlReport;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "telemetry-"));
      collector = await startOtlpCollector();
      site = await startTestSite({ ...manyPages(20), "/p3": broken }, { latencyMs: 250 });
      const plan = planOf(site, {
        politeness: { maxConcurrency: 4 },
        limits: { requestTimeoutMs: 15_000, maxAttempts: 1 },
      });
      done = await crawl(plan, sendTo(collector));
      report = CrawlReport.parse(JSON.parse(await readFile(join(folder, "report.json"), "utf8")));
      await rm(folder, { recursive: true, force: true });
    }, PATIENCE_MS);
    afterAll(async () => {
      await site[Symbol.asyncDispose]();
      await collector[Symbol.asyncDispose]();
    });

    it("is one trace, from what began it to each stage of each page, whichever process did it", () => {
      const { spans } = collector;
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const [root, ...others] = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));

      expect(done.code).toBe(0);
      expect(others).toEqual([]);
      expect(root).toMatchObject({ name: "crawl", parentSpanId: PARENT.spanId, service: "docsynapse-coordinator" });
      expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([PARENT.traceId]));
      const pages = spans.filter(({ name }) => name === "page");
      const paths = ["/", ...Array.from({ length: 20 }, (_, n) => `/p${n}`)];
      expect(new Set(pages.map(({ attributes }) => attributes["url.full"]))).toEqual(
        new Set(paths.map((path) => site.url + path)),
      );
      expect(pages.every(({ parentSpanId }) => parentSpanId === root?.spanId)).toBe(true);
      for (const page of pages.filter(({ attributes }) => attributes["docsynapse.outcome"] === "page")) {
        expect(childrenOf(page, spans)).toEqual(["fetch", "journal", "queue", "read", "stage"]);
      }
      const failed = pages.find(({ attributes }) => attributes["url.full"] === `${site.url}/p3`);
      expect(failed?.attributes).toMatchObject({ "error.type": "server-error" });
      expect(spans.find(({ name }) => name === "publish")?.parentSpanId).toBe(root?.spanId);
      expect(root?.attributes).toMatchObject({ "docsynapse.pages.stored": 20, "docsynapse.pages.failed": 1 });
    });

    it("has metrics that come to what its report says", () => {
      const points = collector.points();
      const total = (name: string, attributes: Record<string, string> = {}): number =>
        points
          .filter((point) => point.name === name)
          .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
          .reduce((sum, { value }) => sum + value, 0);

      const { counts } = report;
      for (const bucket of ["stored", "unchanged", "skipped", "failed"] as const) {
        expect(total("docsynapse_pages", { bucket }), bucket).toBe(counts?.[bucket]);
      }
      expect(counts).toMatchObject({ stored: 20, failed: 1 });
      expect(total("docsynapse_pages")).toBe(counts?.discovered);
      expect(total("docsynapse_discovered_pages")).toBe(counts?.discovered);
      expect(total("docsynapse_finished_pages_total")).toBe(counts?.discovered);
      expect(total("docsynapse_request_duration_seconds")).toBe(site.visits.length);
      expect(total("docsynapse_results_total")).toBe(done.results.length);
      const workers = points.filter(({ name }) => name === "docsynapse_results_total").map(({ instance }) => instance);
      expect(new Set(workers)).toEqual(new Set(["one", "two"]));
    });

    it("logs each page with the ids of its span", () => {
      const urls = new Map(
        collector.spans.filter(({ name }) => name === "page").map((span) => [span.spanId, span.attributes["url.full"]]),
      );

      const logged = done.results.filter(({ span_id: id }) => urls.has(id ?? ""));
      expect(logged).toHaveLength(urls.size);
      for (const { span_id: id = "", url, trace_id: trace } of logged) {
        expect({ url, trace }).toEqual({ url: urls.get(id), trace: PARENT.traceId });
      }
      const published = done.coordinator.lines.find((line) => line.includes('"msg":"published"'));
      expect(published).toContain(`"trace_id":"${PARENT.traceId}"`);
    });
  });

  it.each(["http/json", "http/protobuf"])(
    "tells no secret, neither by %s nor in its log",
    async (protocol) => {
      await using collector = await startOtlpCollector();
      await using site = await startTestSite({
        "/": html("Home", "<p>Home.</p>", [
          `/a?token=${SECRET}`,
          `/missing?token=${SECRET}#${SECRET}`,
          `http://me:${SECRET}@127.0.0.1:1/b`,
          `/moved`,
        ]),
        [`/a?token=${SECRET}`]: html("A", `<p>${SECRET}</p>`),
        "/moved": (_, response) => void response.writeHead(302, { location: `/a?token=${SECRET}&again` }).end(),
      });
      const credentials = join(folder, "credentials.json");
      const headers = [{ name: "Authorization", value: `Bearer ${SECRET}` }];
      await writeFile(credentials, JSON.stringify({ headers, hosts: [new URL(site.url).host] }));
      const plan = planOf(site, { scope: { query: "Keep" } });

      const { lines } = await crawl(plan, {
        ...sendTo(collector, protocol),
        DOCSYNAPSE_SITE_CREDENTIALS_FILE: credentials,
        OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=docs",
      });

      expect(site.visits.some(({ path }) => path.includes(SECRET))).toBe(true);
      expect(site.visits.some(({ headers: sent }) => sent.authorization === `Bearer ${SECRET}`)).toBe(true);
      const sent = collector.everything();
      expect(sent).toContain("docsynapse-worker");
      expect(sent).toContain("docsynapse_results_total");
      expect(sent).toContain('"x-tenant":"docs"');
      expect(sent).toContain(`${site.url}/a`);
      expect([...collector.contentTypes]).toEqual([
        protocol === "http/json" ? "application/json" : "application/x-protobuf",
      ]);
      expect(sent).not.toContain(SECRET);
      expect(sent).not.toContain("token=");
      expect(lines.join("\n")).not.toContain(SECRET);
      expect(lines.join("\n")).toContain(`${site.url}/a`);
    },
    PATIENCE_MS,
  );

  it(
    "is not there for a crawl that is not sampled",
    async () => {
      await using collector = await startOtlpCollector();
      await using site = await startTestSite(manyPages(3));

      const { code } = await crawl(planOf(site), { ...sendTo(collector), OTEL_TRACES_SAMPLER: "always_off" });

      expect(code).toBe(0);
      expect(collector.points().length).toBeGreaterThan(0);
      expect(collector.spans).toEqual([]);
    },
    PATIENCE_MS,
  );

  describe("whose receiver is in trouble", () => {
    let site: TestSite;
    let expected: Awaited<ReturnType<typeof crawlQuickly>>;

    const crawlQuickly = async (url?: string) => {
      const plan = planOf(site);
      const settings = { OTEL_BSP_SCHEDULE_DELAY: "50", OTEL_METRIC_EXPORT_INTERVAL: "100" };
      const { code, tookMs, lines } = await crawl(plan, url === undefined ? {} : { ...sendTo({ url }), ...settings });
      return { code, tookMs, lines, files: await readSnapshot(join(folder, folderOf(plan))) };
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "telemetry-"));
      site = await startTestSite(manyPages(40));
      expected = await crawlQuickly();
      await rm(folder, { recursive: true, force: true });
    }, PATIENCE_MS);
    afterAll(async () => await site[Symbol.asyncDispose]());

    it.each(["is not there", "never answers", "fails"])(
      "costs the crawl neither bytes nor time when it %s",
      async (trouble) => {
        await using collector = await startOtlpCollector();
        collector.answer = trouble === "fails" ? 503 : "hang";
        const url = trouble === "is not there" ? `http://127.0.0.1:${await freePort()}` : collector.url;

        const result = await crawlQuickly(url);

        expect([expected.code, result.code]).toEqual([0, 0]);
        expect(result.files.size).toBeGreaterThan(40);
        expect(result.files).toEqual(expected.files);
        // An exporter tries for ten seconds and more; the end waits three for it, wherever the machine's time goes.
        expect(result.tookMs).toBeLessThan(expected.tookMs * 3 + 8000);
        expect(result.lines.join("\n")).toContain("telemetry is not delivered");
      },
      PATIENCE_MS,
    );
  });

  it("takes wrong settings for what they are, without their values", async () => {
    await using site = await startTestSite({});
    const environment = await environmentOf(planOf(site), {
      OTEL_EXPORTER_OTLP_ENDPOINT: `ftp://${SECRET}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_TRACES_SAMPLER_ARG: "2",
    });

    const { exited, lines } = start("worker", environment);

    expect(await exited).toBe(78);
    const text = lines.join("\n");
    expect(text).toContain("OTEL_EXPORTER_OTLP_ENDPOINT: must be http://");
    expect(text).toContain("OTEL_EXPORTER_OTLP_PROTOCOL: must be http/protobuf or http/json");
    expect(text).toContain("OTEL_TRACES_SAMPLER_ARG: must be 0 to 1");
    expect(text).not.toContain(SECRET);
  });
});

/** That an item is begun is told too. */
const isAnswer = ({ msg, outcome }: Record<string, string>): boolean => msg === "result" && outcome !== "started";

const folderOf = ({ site }: Plan): string => site.replace("/", "-");

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
