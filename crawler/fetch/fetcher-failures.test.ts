import type { LookupFunction } from "node:net";
import { describe, expect, test } from "vitest";
import { openFetcher, request, serve, serveRaw } from "./test-server.ts";

describe("time", () => {
  test("ends a request whose headers do not come", async () => {
    await using server = await serve(() => {});
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`${server.url}/?token=s`, { timeoutMs: 200 }));

    expect(result).toMatchObject({ type: "failure", reason: "timeout", retry: true });
    expect(result).toMatchObject({ detail: `127.0.0.1:${server.port} sent no complete headers within 200 ms` });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("ends a body that drips", async () => {
    await using server = await serve((_, response) => {
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url, { timeoutMs: 300 }));

    expect(result).toMatchObject({ reason: "timeout", retry: true, status: 200 });
    expect(result.elapsedMs).toBeLessThan(1000);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("ends headers that drip", async () => {
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url, { timeoutMs: 200 }))).toMatchObject({ reason: "timeout" });
  });

  test("ends early hints that never stop", async () => {
    await using server = await serveRaw((socket) => {
      const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url, { timeoutMs: 200 }))).toMatchObject({ reason: "timeout" });
  });

  test("ends a request that waits for DNS, and one that waits for a connection", async () => {
    await using fetcher = openFetcher({ lookup: neverAnswers, connections: 1 });

    const results = await Promise.all(
      [1, 2].map(() => fetcher.fetch(request("http://docs.test/", { timeoutMs: 200 }))),
    );

    for (const result of results) {
      expect(result).toMatchObject({ reason: "timeout", detail: "docs.test gave no connection within 200 ms" });
    }
  });

  test("that passed in the queue means that the request is never sent", async () => {
    const urls: (string | undefined)[] = [];
    await using server = await serve((incoming, response) => {
      urls.push(incoming.url);
      setTimeout(() => response.end("late"), 300);
    });
    await using fetcher = openFetcher({ connections: 1 });

    const first = fetcher.fetch(request(`${server.url}/first`));
    const second = await fetcher.fetch(request(`${server.url}/second`, { timeoutMs: 100 }));
    await first;
    await fetcher.fetch(request(`${server.url}/third`));

    expect(second).toMatchObject({ reason: "timeout" });
    expect(urls).toEqual(["/first", "/third"]);
  });
});

describe("an aborted signal", () => {
  test("ends the request with its reason and closes the connection", async () => {
    await using server = await serve((_, response) => void response.write("start"));
    await using fetcher = openFetcher();
    const controller = new AbortController();
    const outcome = fetcher.fetch(request(server.url, { signal: controller.signal })).catch(String);
    await expect.poll(() => server.sockets.size).toBe(1);

    controller.abort(new Error("shutting down"));

    expect(await outcome).toBe("Error: shutting down");
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("keeps a request from being sent", async () => {
    await using server = await serve((_, response) => response.end());
    await using fetcher = openFetcher();

    const outcome = fetcher.fetch(request(server.url, { signal: AbortSignal.abort(new Error("stop")) }));

    await expect(outcome).rejects.toThrow("stop");
    expect(server.connections()).toBe(0);
  });
});

describe("connections", () => {
  test("that are refused may be tried again", async () => {
    const server = await serve(() => {});
    await server[Symbol.asyncDispose]();
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({
      reason: "connection",
      detail: `127.0.0.1:${server.port} refused the connection (ECONNREFUSED)`,
      retry: true,
    });
  });

  test("that are reset may be tried again", async () => {
    await using server = await serveRaw((socket) => socket.resetAndDestroy());
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ reason: "connection", retry: true });
  });

  test("that close without an answer may be tried again", async () => {
    await using server = await serveRaw((socket) => socket.end());
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ reason: "connection", retry: true });
  });

  test("that do not speak HTTP may be tried again", async () => {
    await using server = await serveRaw((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url));

    expect(result).toMatchObject({ reason: "connection", retry: true });
    expect(result).toMatchObject({ detail: expect.stringMatching(/broke the HTTP protocol$/) });
  });

  test("with endless headers are cut off", async () => {
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = (): void => {
        while (!socket.destroyed && socket.write(`x-header: ${"y".repeat(1000)}\r\n`));
      };
      socket.on("drain", more);
      more();
    });
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ reason: "http-error", retry: false });
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});

describe("DNS", () => {
  test.each([
    ["ENOTFOUND", /^DNS has no address for docs\.test/],
    ["EAI_AGAIN", /^DNS did not answer for docs\.test/],
  ])("error %s may be tried again", async (code, detail) => {
    const failing: LookupFunction = (_hostname, _options, callback) =>
      callback(Object.assign(new Error(code), { code }), []);
    await using fetcher = openFetcher({ lookup: failing });

    const result = await fetcher.fetch(request("http://docs.test/?token=s"));

    expect(result).toMatchObject({ reason: "dns", retry: true, detail: expect.stringMatching(detail) });
  });
});

describe("the address guard", () => {
  test.each([
    ["http://127.0.0.1:PORT/", "loopback"],
    ["http://2130706433:PORT/", "loopback"],
    ["http://0x7f.1:PORT/", "loopback"],
    ["http://0177.0.0.1:PORT/", "loopback"],
    ["http://[::1]:PORT/", "loopback"],
    ["http://[::ffff:127.0.0.1]:PORT/", "loopback"],
    ["http://0/", "unspecified"],
    ["https://10.1.2.3/?token=s", "private"],
    ["http://169.254.169.254/latest/meta-data/", "cloud metadata"],
  ])("refuses %s", async (url, addressClass) => {
    await using server = await serve((_, response) => response.end());
    await using fetcher = openFetcher({ allowPrivateAddresses: false });

    const result = await fetcher.fetch(request(url.replace("PORT", String(server.port))));

    expect(result).toMatchObject({ type: "failure", reason: "address-refused", retry: false });
    expect(result).toMatchObject({ detail: expect.stringContaining(`a ${addressClass} address`) });
    expect(JSON.stringify(result)).not.toContain("token");
    expect(server.connections()).toBe(0);
  });

  test("refuses a name that leads to a private address", async () => {
    await using server = await serve((_, response) => response.end());
    await using fetcher = openFetcher({ allowPrivateAddresses: false, lookup: answering(["127.0.0.1"]) });

    const result = await fetcher.fetch(request(`http://docs.test:${server.port}/`));

    expect(result).toMatchObject({
      reason: "address-refused",
      detail: expect.stringMatching(/^docs\.test leads to a loopback address, .*--allow-private-addresses/),
    });
    expect(server.connections()).toBe(0);
  });

  test("refuses cloud metadata even where private addresses are allowed", async () => {
    await using fetcher = openFetcher({ lookup: answering(["169.254.169.254"]) });

    expect(await fetcher.fetch(request("http://metadata.test/"))).toMatchObject({ reason: "address-refused" });
  });

  test("is not passed by a name that changes its address: every connection is judged by its own lookup", async () => {
    await using server = await serve((_, response) => response.setHeader("connection", "close").end());
    const answers = [["127.0.0.1"], ["169.254.169.254"], ["127.0.0.1"]];
    const rebinding: LookupFunction = (hostname, options, callback) =>
      answering(answers.shift() ?? [])(hostname, options, callback);
    await using fetcher = openFetcher({ lookup: rebinding });
    const url = `http://docs.test:${server.port}/`;

    const first = await fetcher.fetch(request(url));
    const second = await fetcher.fetch(request(url));

    expect(first).toMatchObject({ type: "ok" });
    expect(second).toMatchObject({ reason: "address-refused" });
    expect(answers).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });

  test("connects to the permitted ones of a name's addresses", async () => {
    await using server = await serve((_, response) => response.end());
    await using fetcher = openFetcher({ lookup: answering(["169.254.169.254", "127.0.0.1"]) });

    expect(await fetcher.fetch(request(`http://docs.test:${server.port}/`))).toMatchObject({ type: "ok" });
  });
});

const neverAnswers: LookupFunction = () => {};

function answering(addresses: readonly string[]): LookupFunction {
  return (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
}
