import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PageCounts } from "../crawler/contract.ts";
import type { LocalCrawlOptions, LocalCrawlResult } from "../crawler/local/events.ts";
import { DirectoryInUse } from "../crawler/local/lock.ts";
import { StoreError } from "../crawler/store/store.ts";
import type { Browser } from "./choose-browser.ts";
import type { Context } from "./context.ts";
import { runProgram } from "./program.ts";
import { UsageError } from "./usage-error.ts";

type Engine = (options: LocalCrawlOptions) => Promise<LocalCrawlResult>;

const counts: PageCounts = { discovered: 3, stored: 1, unchanged: 0, skipped: 1, failed: 1 };
const published: LocalCrawlResult = {
  type: "published",
  snapshot: "20260101T000000Z",
  location: "/somewhere/snapshots/20260101T000000Z",
  counts,
  changes: { added: 1, changed: 0, removed: 0, unchanged: 0 },
  skippedByReason: { "needs-javascript": 1 },
  failedByReason: { "not-found": 1 },
  elapsedMs: 2000,
  transferredBytes: 4096,
};
let out = "";

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "docsynapse-run-"));
});
afterAll(async () => {
  await rm(out, { recursive: true, force: true });
});

async function runWith(engine: Engine, args: readonly string[], isTTY = false, browser?: Browser) {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  let nowMs = 0;
  const context: Context = {
    stdin: Readable.from([]),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text), isTTY, columns: 60 },
    stateRoot: out,
    storeAccess: {},
    now: () => new Date("2026-01-01T00:00:00Z"),
    elapsedMs: () => (nowMs += 200),
    loadEngine: () => Promise.resolve({ runLocalCrawl: engine }),
    ...(browser === undefined ? {} : { locateBrowser: () => browser }),
    listenForStop: (onFirst) => {
      stop.signal.addEventListener("abort", onFirst);
      return { signal: stop.signal, [Symbol.dispose]: () => {} };
    },
  };
  const code = await runProgram(["crawl", "https://x.org/", "--out", out, ...args], context).catch(
    (error: unknown) => error,
  );
  return { ...written, code };
}

test("flags reach the plan, and headers go to the URL's own host only", async () => {
  let seen: LocalCrawlOptions | undefined;
  const engine: Engine = (options) => {
    seen = options;
    return Promise.resolve(published);
  };

  const flags = [
    "--include",
    "/a/**",
    "--include",
    "/b/**",
    "--max-pages",
    "7",
    "--rate",
    "0",
    "--query",
    "Keep",
    "--no-assets",
  ];
  await runWith(engine, [
    ...flags,
    "--header",
    "X-Token: t",
    "--threads",
    "2",
    "--timeout",
    "5s",
    "--full",
    "--max-removed",
    "10",
  ]);

  expect(seen?.plan).toMatchObject({
    site: "local/x.org",
    snapshot: "20260101T000000Z",
    url: "https://x.org/",
    scope: { include: ["/a/**", "/b/**"], maxPages: 7, query: "Keep" },
    output: { assets: false },
    publish: { maxRemovedPercent: 10, force: false },
    limits: { requestTimeoutMs: 5000 },
    full: true,
  });
  expect(seen?.plan.politeness).not.toHaveProperty("requestsPerSecond");
  expect(seen?.credentials).toEqual({ headers: [{ name: "X-Token", value: "t" }], hosts: ["x.org:443"] });
  expect(seen).toMatchObject({ target: { type: "volume", path: out }, threads: 2 });
});

test("a published crawl ends with 0 and says what there is to open", async () => {
  const { stdout, stderr, code } = await runWith(() => Promise.resolve(published), []);

  expect(code).toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toContain("3 found: 1 stored, 0 unchanged, 1 skipped, 1 failed");
  expect(stderr).toContain("not-found 1");
  expect(stderr).toContain("1 pages are empty without scripts");
  expect(stderr).toContain("report.html");
});

const talkative: Engine = (options) => {
  options.onEvent({ type: "phase", phase: "Crawling", snapshot: "s" });
  options.onEvent({ type: "page", url: "https://x.org/", bucket: "stored", elapsedMs: 5, bytes: 10 });
  options.onEvent({ type: "note", message: "backing off" });
  return Promise.resolve(published);
};

test("--json writes one line a phase, one a page and a summary, and nothing else to standard output", async () => {
  const { stdout, stderr } = await runWith(talkative, ["--json"]);

  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([
    { type: "phase", phase: "Crawling", snapshot: "s" },
    { type: "page", url: "https://x.org/", bucket: "stored", elapsedMs: 5, bytes: 10 },
    expect.objectContaining({ type: "summary", result: "published", counts, failedByReason: { "not-found": 1 } }),
  ]);
  expect(stderr).toContain("backing off");
});

test.each<[LocalCrawlResult, number]>([
  [
    { type: "failed", reason: "EmptyResult", message: "no page was found; check the URL", counts, failedByReason: {} },
    69,
  ],
  [{ type: "failed", reason: "other-site", message: "choose another --out", counts, failedByReason: {} }, 78],
  [{ type: "interrupted", message: "interrupted", counts }, 75],
])("the result %j has its exit code and its message", async (result, expected) => {
  const { stderr, code } = await runWith(() => Promise.resolve(result), []);

  expect(code).toBe(expected);
  expect(stderr).toContain(result.type === "published" ? "" : result.message);
});

test.each([
  ["full", 75],
  ["throttled", 75],
  ["unreachable", 75],
  ["denied", 78],
  ["missing", 78],
] as const)("a store that is %s ends with %i and the store's own words", async (problem, expected) => {
  const { stderr, code } = await runWith(() => Promise.reject(new StoreError(problem, "make room")), []);

  expect(code).toBe(expected);
  expect(stderr).toContain("error: make room");
});

test("a directory that another crawl writes to is bad input", async () => {
  const { code } = await runWith(() => Promise.reject(new DirectoryInUse(out)), []);

  expect(code).toEqual(
    new UsageError(`another crawl is writing to ${out}: wait for it, stop it, or choose another --out`),
  );
});

test("an engine that breaks puts the cursor back before the error goes on", async () => {
  const { stderr, code } = await runWith(() => Promise.reject(new Error("boom")), [], true);

  expect(code).toEqual(new Error("boom"));
  expect(stderr.endsWith("\u001B[?25h")).toBe(true);
});

const noting: Engine = (options) => {
  options.onEvent({ type: "note", message: "something" });
  return Promise.resolve(published);
};

test("--quiet prints nothing when all is well", async () => {
  const { stdout, stderr } = await runWith(noting, ["--quiet"]);

  expect(stdout + stderr).toBe("");
});

const painting: Engine = (options) => {
  for (let step = 0; step < 5; step++) {
    const inHand = `https://x.org/${"long/".repeat(40)}\u001B[2J`;
    options.onEvent({ type: "progress", counts, inHand, transferredBytes: step * 1000, elapsedMs: step });
  }
  return Promise.resolve(published);
};

test("the live view keeps each line within the terminal, without control characters, and shows the cursor at the end", async () => {
  const { stderr } = await runWith(painting, [], true);

  const painted = stderr.slice(0, stderr.lastIndexOf("\u001B[?25h"));
  // oxlint-disable-next-line no-control-regex
  const lines = painted.replace(/\u001B\[[?0-9]*[A-Za-z]/g, "").split(/[\r\n]/);
  expect(painted.startsWith("\u001B[?25l")).toBe(true);
  expect(stderr).toContain("\u001B[?25h");
  expect(painted).not.toContain("\u001B[2J");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
});

test("--render always without a browser is refused and says how to get one", async () => {
  const { code } = await runWith(noting, ["--render", "always"]);

  expect(code).toBeInstanceOf(UsageError);
  expect(String(code)).toContain("apt-get install chromium-headless-shell");
});

test("the browser of the machine reaches the crawl, unless pages are never rendered", async () => {
  const seen: LocalCrawlOptions["browser"][] = [];
  const looking: Engine = (options) => {
    seen.push(options.browser);
    return Promise.resolve(published);
  };
  const browser = { executable: "/usr/bin/chromium", sandbox: true };

  await runWith(looking, [], false, browser);
  await runWith(looking, ["--render", "never"], false, browser);

  expect(seen).toEqual([browser, undefined]);
});
