import { createServer as createTlsServer } from "node:https";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCertificate } from "../fetch/test-certificate.ts";
import { listen, serve, type TestServer } from "../fetch/test-server.ts";
import { browser, openRenderer, pageOf, textOf } from "./testing-browser.ts";

const TEXT = "This is the text of the page, which is long enough to be taken for a page that has begun.";

const fetching = (...urls: readonly string[]): string =>
  `<!doctype html><html><body><p>${TEXT}</p><div id="log"></div><script>
   for (const url of ${JSON.stringify(urls)}) fetch(url).then((r) => r.text()).then((t) => log.append("got " + t + " | "), () => log.append("failed | "))
   </script></body></html>`;

interface Visit {
  readonly path: string;
  readonly atMs: number;
  readonly authorization: string | undefined;
  readonly userAgent: string | undefined;
}

describe.skipIf(browser === undefined)("what a page requests", () => {
  const certificate = createTestCertificate();
  const visits: Visit[] = [];
  let underWay = 0;
  let peak = 0;
  let site: TestServer;
  let other: TestServer;
  let secure: TestServer;

  const answer: Parameters<typeof serve>[0] = (request, response) => {
    const { authorization, "user-agent": userAgent } = request.headers;
    visits.push({ path: request.url ?? "", atMs: performance.now(), authorization, userAgent });
    underWay += 1;
    peak = Math.max(peak, underWay);
    setTimeout(() => {
      underWay -= 1;
      response.writeHead(200, { "access-control-allow-origin": "*" }).end(`of ${request.url}`);
    }, 30);
  };

  beforeAll(async () => {
    site = await serve(answer);
    other = await serve(answer);
    secure = await listen(createTlsServer(certificate, answer));
  });
  afterAll(async () => {
    for (const server of [site, other, secure]) await server[Symbol.asyncDispose]();
  });

  it("goes out with the plan's user agent, one request at a time, no closer than the rate", async () => {
    await using renderer = openRenderer();
    const stalls = monitorEventLoopDelay({ resolution: 1 });
    stalls.enable();
    visits.length = 0;
    peak = 0;

    const text = textOf(
      await renderer.render(pageOf(`${site.url}/`, fetching("/1", "/2", "/3", "/4", "/5"), { intervalMs: 300 })),
    );

    expect(text.match(/got of/g)).toHaveLength(5);
    expect(peak).toBe(1);
    expect(visits.every(({ userAgent }) => userAgent === "test-agent")).toBe(true);
    // A request that opens its connection takes some time more to arrive, and one that comes while this process stands still.
    const gaps = visits.slice(1).map(({ atMs }, index) => atMs - (visits[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(200 - stalls.max / 1e6);
  });

  it("carries credentials to the hosts that they are for, and to no other", async () => {
    await using renderer = openRenderer({
      credentials: { headers: [{ name: "Authorization", value: "Basic s3cret" }], hosts: [new URL(site.url).host] },
    });
    visits.length = 0;

    await renderer.render(pageOf(`${site.url}/`, fetching("/own", `${other.url}/foreign`)));
    await renderer.render(pageOf(`${other.url}/`, fetching(`${site.url}/lured`)));

    const byPath = Object.fromEntries(visits.map(({ path, authorization }) => [path, authorization]));
    expect(byPath).toEqual({ "/own": "Basic s3cret", "/foreign": undefined, "/lured": undefined });
  });

  it("goes out in TLS that is checked against the plan's authorities", async () => {
    const url = `https://127.0.0.1:${secure.port}`;
    await using trusting = openRenderer({ caBundle: certificate.cert });
    await using doubting = openRenderer();

    expect(textOf(await trusting.render(pageOf(`${url}/`, fetching("/data"))))).toContain("got of /data");
    expect(textOf(await doubting.render(pageOf(`${url}/`, fetching("/data"))))).toMatch(/failed|got +\|/);
  });

  it("goes through the plan's proxy", async () => {
    const asked: string[] = [];
    await using proxy = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end("by proxy");
    });
    await using renderer = openRenderer({ proxy: proxy.url, allowPrivateAddresses: false });

    const text = textOf(await renderer.render(pageOf("http://docs.test/", fetching("/data"))));

    expect(text).toContain("got by proxy");
    expect(asked).toEqual(["http://docs.test/data"]);
  });

  it("is gone when the page is, whatever was still under way", async () => {
    await using slow = await serve(() => {});
    await using renderer = openRenderer({ timeoutMs: 2500 });

    await renderer.render(pageOf(`${slow.url}/`, fetching("/never")));
    await sleep(200);

    expect(slow.sockets.size).toBe(0);
  });
});
