import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { createFetcher } from "./fetcher.ts";
import { openFetcher, request, serve, serveRaw } from "./test-server.ts";

const text = (body: Uint8Array): string => new TextDecoder().decode(body);

describe("a page", () => {
  test("comes with its type, charset, headers, validators and size", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(200, {
        "content-type": "Text/HTML; charset=UTF-8",
        etag: '"v1"',
        "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT",
        link: ["<a.md>; rel=alternate", "<b>; rel=next"],
        "set-cookie": "session=secret",
      });
      response.end("hello");
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`${server.url}/a?b=c#d`));

    expect(result).toMatchObject({
      type: "ok",
      status: 200,
      contentType: "text/html",
      charset: "UTF-8",
      transferredBytes: 5,
      validators: {
        etag: '"v1"',
        lastModified: "Mon, 01 Jan 2024 00:00:00 GMT",
        bodyHash: createHash("sha256").update("hello").digest("hex"),
      },
    });
    if (result.type !== "ok") throw new Error("not ok");
    expect(text(result.body)).toBe("hello");
    expect(result.body.buffer.byteLength).toBe(5);
    expect(result.headers).toEqual({
      link: "<a.md>; rel=alternate, <b>; rel=next",
      etag: '"v1"',
      "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    });
  });

  test("is asked for with path and query, without fragment, and with our headers", async () => {
    const seen: IncomingMessage[] = [];
    await using server = await serve((incoming, response) => {
      seen.push(incoming);
      response.end();
    });
    await using fetcher = openFetcher();

    await fetcher.fetch(request(`${server.url}/a%20b/?q=1&r#frag`, { accept: "text/markdown" }));

    expect(seen[0]?.url).toBe("/a%20b/?q=1&r");
    expect(seen[0]?.headers).toMatchObject({
      accept: "text/markdown",
      "accept-encoding": "gzip, br, deflate",
      "user-agent": "test-agent",
    });
    expect(seen[0]?.headers).not.toHaveProperty("authorization");
  });

  test("may be empty", async () => {
    await using server = await serve((_, response) => response.writeHead(204).end());
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ type: "ok", status: 204, contentType: "" });
  });

  test("is read after early hints", async () => {
    await using server = await serveRaw((socket) =>
      socket.end("HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"),
    );
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url));

    expect(result).toMatchObject({ type: "ok", headers: {} });
  });

  test("shares a connection with the pages before and after it", async () => {
    await using server = await serve((incoming, response) => {
      response.statusCode = incoming.url === "/missing" ? 404 : 200;
      response.end("x".repeat(1000));
    });
    await using fetcher = openFetcher();

    for (const path of ["/a", "/missing", "/b", "/c", "/d", "/missing"]) {
      await fetcher.fetch(request(server.url + path));
    }

    // The next request may leave before its predecessor's connection is free.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test.each(["ftp://127.0.0.1/", "not a url", "file:///etc/passwd"])("is not asked for at %s", async (url) => {
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(url))).toMatchObject({ type: "failure", reason: "http-error", retry: false });
  });
});

describe("conditional requests", () => {
  const validators = { etag: 'W/"v1"', lastModified: "Mon, 01 Jan 2024 00:00:00 GMT", bodyHash: "f".repeat(64) };

  test("send the validators, and a 304 keeps what it does not renew", async () => {
    let seen: IncomingMessage["headers"] = {};
    await using server = await serve((incoming, response) => {
      seen = incoming.headers;
      response.writeHead(304, { etag: '"v2"' }).end();
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url, { validators }));

    expect(seen).toMatchObject({ "if-none-match": 'W/"v1"', "if-modified-since": validators.lastModified });
    expect(result).toMatchObject({ type: "not-modified", status: 304, validators: { ...validators, etag: '"v2"' } });
  });

  test("report a body with the known hash as not modified, with its new validators", async () => {
    await using server = await serve((_, response) => response.setHeader("etag", '"v9"').end("same"));
    await using fetcher = openFetcher();
    const bodyHash = createHash("sha256").update("same").digest("hex");

    const result = await fetcher.fetch(request(server.url, { validators: { bodyHash } }));

    expect(result).toMatchObject({ type: "not-modified", status: 200, validators: { etag: '"v9"', bodyHash } });
  });

  test.each([{}, { bodyHash: "f".repeat(64) }, { etag: "bad\r\nx: y" }])(
    "fail on a 304 that nobody asked for: %j",
    async (given) => {
      await using server = await serve((_, response) => response.writeHead(304).end());
      await using fetcher = openFetcher();

      const result = await fetcher.fetch(request(server.url, { validators: given }));

      expect(result).toMatchObject({ type: "failure", reason: "http-error", status: 304, retry: false });
    },
  );
});

describe("redirects", () => {
  test.each([
    [301, "/new", "/new"],
    [302, "sub/page?x=1#part", "/docs/sub/page?x=1"],
    [303, "//127.0.0.1:1/x", "http://127.0.0.1:1/x"],
    [307, "https://user:pw@other.test/a", "https://other.test/a"],
    [308, "/gr\u00c3\u00b6\u00c3\u009fe", "/gr%C3%B6%C3%9Fe"],
  ])("%i to %s are reported and not followed", async (status, location, expected) => {
    let requests = 0;
    await using server = await serve((_, response) => {
      requests += 1;
      response.writeHead(status, { location }).end("moved");
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`${server.url}/docs/page`));

    expect(result).toMatchObject({ type: "redirect", status, to: new URL(expected, server.url).href });
    expect(requests).toBe(1);
  });

  test.each([undefined, "", "http://", "javascript:alert(1)", "ftp://x/", `/${"x".repeat(9000)}`])(
    "fail with a Location such as %j",
    async (location) => {
      await using server = await serve((_, response) => {
        response.writeHead(302, location === undefined ? {} : { location }).end();
      });
      await using fetcher = openFetcher();

      expect(await fetcher.fetch(request(server.url))).toMatchObject({
        type: "failure",
        reason: "bad-redirect",
        retry: false,
        status: 302,
      });
    },
  );
});

describe("statuses", () => {
  test.each([
    [404, "not-found", false],
    [410, "not-found", false],
    [401, "auth-required", false],
    [403, "auth-required", false],
    [407, "auth-required", false],
    [429, "throttled", true],
    [408, "server-error", true],
    [425, "server-error", true],
    [500, "server-error", true],
    [502, "server-error", true],
    [503, "server-error", true],
    [520, "server-error", true],
    [501, "server-error", false],
    [505, "server-error", false],
    [400, "http-error", false],
    [418, "http-error", false],
    [451, "http-error", false],
    [206, "http-error", false],
    [300, "http-error", false],
    [305, "http-error", false],
    [999, "http-error", false],
  ])("%i is %s, retry %s", async (status, reason, retry) => {
    await using server = await serve((_, response) => response.writeHead(status).end("no"));
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`${server.url}/secret-path?token=secret`));

    expect(result).toMatchObject({ type: "failure", reason, retry, status });
    expect(result).not.toHaveProperty("afterMs");
    expect(JSON.stringify(result)).not.toContain("token");
  });

  test.each([
    [429, "120", 120_000],
    [503, "99999", 3_600_000],
    [500, "-1", 0],
    [503, new Date(Date.now() - 60_000).toUTCString(), 0],
  ])("%i with Retry-After %s waits %i ms", async (status, value, afterMs) => {
    await using server = await serve((_, response) => response.writeHead(status, { "retry-after": value }).end());
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ retry: true, afterMs });
  });

  test("answer without waiting for a body that nobody reads", async () => {
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 404 Not Found\r\ncontent-length: 999999999\r\n\r\nstart");
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url));

    expect(result).toMatchObject({ reason: "not-found" });
    expect(result.elapsedMs).toBeLessThan(1000);
  });

  test("answer soon although their body drips", async () => {
    await using server = await serve((_, response) => {
      response.writeHead(302, { location: "/x" });
      response.write("a");
    });
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url, { timeoutMs: 300 }))).toMatchObject({ type: "redirect" });
  });
});

describe("credentials", () => {
  const headers = [
    { name: "Authorization", value: "Bearer s3cret" },
    { name: "Cookie", value: "session=s3cret" },
  ];

  test("go to the hosts that they are bound to and to no other", async () => {
    const seen: IncomingMessage["headers"][] = [];
    const record = (incoming: IncomingMessage): void => void seen.push(incoming.headers);
    await using bound = await serve((incoming, response) => (record(incoming), response.end()));
    await using other = await serve((incoming, response) => (record(incoming), response.end()));
    await using fetcher = openFetcher({ credentials: { headers, hosts: [`127.0.0.1:${bound.port}`] } });

    await fetcher.fetch(request(bound.url));
    await fetcher.fetch(request(other.url));

    expect(seen[0]).toMatchObject({ authorization: "Bearer s3cret", cookie: "session=s3cret" });
    expect(seen[1]).not.toHaveProperty("authorization");
    expect(seen[1]).not.toHaveProperty("cookie");
  });

  test("bound to a host without port go to all its ports", async () => {
    let seen: IncomingMessage["headers"] = {};
    await using server = await serve((incoming, response) => ((seen = incoming.headers), response.end()));
    await using fetcher = openFetcher({ credentials: { headers, hosts: ["127.0.0.1"] } });

    await fetcher.fetch(request(server.url));

    expect(seen.authorization).toBe("Bearer s3cret");
  });

  test("in a URL become basic auth and leave the URL", async () => {
    let seen: IncomingMessage | undefined;
    await using server = await serve((incoming, response) => ((seen = incoming), response.writeHead(401).end()));
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(`http://us%40er:p%w@127.0.0.1:${server.port}/x`));

    const basic = Buffer.from("us@er:p%w").toString("base64");
    expect(seen?.headers.authorization).toBe(`Basic ${basic}`);
    expect(seen?.headers.host).toBe(`127.0.0.1:${server.port}`);
    expect(JSON.stringify(result)).not.toMatch(/us%40er|us@er|p%w/);
  });

  test.each(["Host", "Content-Length", "Transfer-Encoding", "Proxy-Authorization"])(
    "may not be the header %s",
    (name) => {
      expect(() => openFetcher({ credentials: { headers: [{ name, value: "s3cret" }], hosts: [] } })).toThrow(
        /^(?!.*s3cret)/,
      );
    },
  );

  test("that cannot be sent are refused without naming their value", () => {
    const credentials = { headers: [{ name: "x-key", value: "s3cret\r\nx: y" }], hosts: [] };
    const open = () => openFetcher({ credentials });

    expect(open).toThrow(/x-key/);
    expect(open).toThrow(/^(?!.*s3cret)/);
  });
});

describe("options", () => {
  const options = {
    userAgent: "a",
    credentials: { headers: [], hosts: [] },
    allowPrivateAddresses: false,
    connections: 1,
  };

  test.each(["socks5://u:pw@h", "u:pw@nonsense"])("refuse the proxy %s without repeating it", (proxy) => {
    expect(() => createFetcher({ ...options, proxy })).toThrow(/^network\.proxy must be an http or https URL$/);
  });

  test.each(["nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
    "refuse the CA bundle %j",
    (caBundle) => {
      expect(() => createFetcher({ ...options, caBundle })).toThrow(/network\.caBundle/);
    },
  );
});

describe("after close", () => {
  test("requests are refused, and those under way end", async () => {
    await using server = await serve(() => {});
    const fetcher = openFetcher();
    const underWay = fetcher.fetch(request(server.url)).catch(String);
    await expect.poll(() => server.sockets.size).toBe(1);

    await fetcher.close();

    expect(await underWay).toMatch(/closed/);
    await expect(fetcher.fetch(request(server.url))).rejects.toThrow(/closed/);
    await expect.poll(() => server.sockets.size).toBe(0);
  });
});
