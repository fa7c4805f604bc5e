import { request as forward } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { createTestCertificate } from "./test-certificate.ts";
import { listen, openFetcher, request, serve, serveRaw, type TestServer } from "./test-server.ts";

const certificate = createTestCertificate();

describe("TLS", () => {
  test("with a certificate of an unknown authority fails and says what to set", async () => {
    await using server = await serveTls();
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`${tlsUrl(server)}/?token=s`));

    expect(result).toMatchObject({ type: "failure", reason: "tls", retry: false });
    expect(result).toMatchObject({ detail: expect.stringMatching(/not trusted .*--ca \(network\.caBundle\)$/) });
  });

  test("works with the authority given", async () => {
    await using server = await serveTls();
    await using fetcher = openFetcher({ caBundle: `# our authority\n${certificate.cert}` });

    expect(await fetcher.fetch(request(tlsUrl(server)))).toMatchObject({ type: "ok" });
  });

  test("with a certificate for another name fails", async () => {
    await using server = await serveTls();
    await using fetcher = openFetcher({
      caBundle: certificate.cert,
      lookup: (_hostname, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]),
    });

    expect(await fetcher.fetch(request(`https://docs.test:${server.port}/`))).toMatchObject({
      reason: "tls",
      retry: false,
      detail: expect.stringContaining("has a certificate for other hosts"),
    });
  });

  test("that the server does not speak fails", async () => {
    await using server = await serveRaw((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(tlsUrl(server)));

    const detail = expect.stringContaining("does not speak TLS at this port");
    expect(result).toMatchObject({ reason: "tls", retry: false, detail });
  });
});

describe("a proxy", () => {
  test("carries http requests, with its credentials kept from the site", async () => {
    let seen: unknown;
    await using site = await serve((incoming, response) => {
      seen = incoming.headers;
      response.end("site");
    });
    await using proxy = await serveProxy();
    await using fetcher = openFetcher({ proxy: `http://us%40er:p%3aw@127.0.0.1:${proxy.server.port}` });

    const result = await fetcher.fetch(request(`${site.url}/page`));

    expect(result).toMatchObject({ type: "ok" });
    expect(proxy.log).toEqual([["GET", `${site.url}/page`, `Basic ${btoa("us@er:p:w")}`]]);
    expect(JSON.stringify(seen)).not.toContain("Basic");
  });

  test("tunnels https requests, and the site's certificate is still checked", async () => {
    await using site = await serveTls();
    await using proxy = await serveProxy();
    await using trusting = openFetcher({ proxy: proxy.server.url, caBundle: certificate.cert });
    await using doubting = openFetcher({ proxy: proxy.server.url });

    expect(await trusting.fetch(request(tlsUrl(site)))).toMatchObject({ type: "ok" });
    expect(await doubting.fetch(request(tlsUrl(site)))).toMatchObject({ reason: "tls", retry: false });
    expect(proxy.log[0]).toEqual(["CONNECT", `127.0.0.1:${site.port}`, undefined]);
  });

  test.each(["http", "https"])("that cannot be reached is told from the site (%s)", async (protocol) => {
    const gone = await serve(() => {});
    await gone[Symbol.asyncDispose]();
    await using fetcher = openFetcher({ proxy: `http://user:s3cret@127.0.0.1:${gone.port}` });

    const result = await fetcher.fetch(request(`${protocol}://docs.test/?token=s`));

    expect(result).toMatchObject({ type: "failure", reason: "proxy", retry: true });
    expect(JSON.stringify(result)).not.toMatch(/s3cret|token/);
  });

  test.each([
    ["http", 407, false],
    ["https", 407, false],
    ["https", 403, false],
    ["https", 502, true],
  ])("that answers %s with %i fails, retry %s", async (protocol, status, retry) => {
    await using proxy = await serveRaw((socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    await using fetcher = openFetcher({ proxy: proxy.url });

    const result = await fetcher.fetch(request(`${protocol}://docs.test/`));

    expect(result).toMatchObject({ reason: "proxy", retry, detail: expect.stringContaining(String(status)) });
  });

  test("that never answers ends with the request's time", async () => {
    await using proxy = await serveRaw(() => {});
    await using fetcher = openFetcher({ proxy: proxy.url });

    const result = await fetcher.fetch(request("https://docs.test/", { timeoutMs: 200 }));

    expect(result).toMatchObject({ reason: "timeout", retry: true });
  });

  test.each([
    "http://127.0.0.1/",
    "https://[fd00::1]/",
    "http://169.254.169.254/",
    "http://localhost./",
    "http://a.localhost/",
  ])("is not asked for %s", async (url) => {
    await using proxy = await serveProxy();
    await using fetcher = openFetcher({ proxy: proxy.server.url, allowPrivateAddresses: false });

    expect(await fetcher.fetch(request(url))).toMatchObject({ reason: "address-refused" });
    expect(proxy.server.connections()).toBe(0);
  });

  test("of the environment is not used", async () => {
    await using site = await serve((_, response) => response.end());
    await using proxy = await serveProxy();
    const before = process.env["HTTP_PROXY"];
    process.env["HTTP_PROXY"] = proxy.server.url;
    try {
      await using fetcher = openFetcher();

      expect(await fetcher.fetch(request(site.url))).toMatchObject({ type: "ok" });
      expect(proxy.log).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["HTTP_PROXY"];
      else process.env["HTTP_PROXY"] = before;
    }
  });
});

function tlsUrl(server: TestServer): string {
  return `https://127.0.0.1:${server.port}`;
}

function serveTls(): Promise<TestServer> {
  return listen(createTlsServer(certificate, (_, response) => response.end("secure")));
}

interface TestProxy extends AsyncDisposable {
  readonly server: TestServer;
  /** Method, target and credentials of each request. */
  readonly log: (string | undefined)[][];
}

async function serveProxy(): Promise<TestProxy> {
  const log: (string | undefined)[][] = [];
  const http = createServer((incoming, response) => {
    log.push([incoming.method, incoming.url, incoming.headers["proxy-authorization"]]);
    const { "proxy-authorization": _, ...headers } = incoming.headers;
    forward(incoming.url ?? "", { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }).end();
  });
  http.on("connect", (incoming, client) => {
    log.push(["CONNECT", incoming.url, incoming.headers["proxy-authorization"]]);
    const [host, port] = (incoming.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  const server = await listen(http);
  return { server, log, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
