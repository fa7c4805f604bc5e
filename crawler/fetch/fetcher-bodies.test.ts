import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FetchResult } from "./fetcher.ts";
import { openFetcher, request, serve, serveRaw } from "./test-server.ts";

const PAGE = Buffer.from("<p>documentation</p>".repeat(10_000));

const ENCODERS = [
  ["gzip", "gzip", gzipSync],
  ["x-gzip", "X-GZip", gzipSync],
  ["br", "br", brotliCompressSync],
  ["deflate", "deflate", deflateSync],
  ["deflate without its wrapper", "deflate", deflateRawSync],
  ["zstd", "zstd", zstdCompressSync],
] as const;

describe("a compressed body", () => {
  test.each(ENCODERS)("in %s is unpacked, and its size on the wire told", async (_, encoding, encode) => {
    const encoded = encode(PAGE);

    const result = await fetchBody(encoded, encoding);

    expect(result).toMatchObject({ type: "ok", transferredBytes: encoded.length });
    expect(bodyOf(result).equals(PAGE)).toBe(true);
  });

  test.each(ENCODERS)("in %s that comes in small pieces is unpacked", async (_, encoding, encode) => {
    const encoded = encode(randomBytes(3000));
    const pieces = Array.from({ length: encoded.length / 100 + 1 }, (__, at) =>
      encoded.subarray(at * 100, at * 100 + 100),
    );

    const result = await fetchPieces(pieces, encoding);

    expect(bodyOf(result)).toHaveLength(3000);
  });

  test.each(ENCODERS)("in %s that stops too early may be tried again", async (_, encoding, encode) => {
    const encoded = encode(randomBytes(5000));

    for (const cut of [1, 10, encoded.length >> 1]) {
      expect(await fetchBody(encoded.subarray(0, encoded.length - cut), encoding)).toMatchObject({
        type: "failure",
        reason: "decode",
        retry: true,
        status: 200,
      });
    }
  });

  test.each(ENCODERS)("in %s that is corrupt fails for good", async (_, encoding) => {
    const result = await fetchBody(Buffer.from("this is not compressed at all"), encoding);

    expect(result).toMatchObject({ type: "failure", reason: "decode", retry: false });
  });

  test.each(ENCODERS)("in %s that unpacks past the limit is given up", async (_, encoding, encode) => {
    const bomb = encode(Buffer.alloc(60_000_000));
    const before = process.memoryUsage.rss();

    const result = await fetchBody(bomb, encoding);

    expect(result).toMatchObject({ type: "too-large", limitBytes: 1_000_000, status: 200 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });

  test("may be empty", async () => {
    expect(await fetchBody(Buffer.alloc(0), "gzip")).toMatchObject({ type: "ok" });
  });

  test("may be of exactly the limit", async () => {
    const body = Buffer.alloc(1_000_000, "x");

    expect(bodyOf(await fetchBody(gzipSync(body), "gzip"))).toHaveLength(1_000_000);
    expect(bodyOf(await fetchBody(body, "identity"))).toHaveLength(1_000_000);
    expect(await fetchBody(gzipSync(Buffer.alloc(1_000_001)), "gzip")).toMatchObject({ type: "too-large" });
  });

  test("may be compressed more than once, in the order of the header", async () => {
    const body = gzipSync(brotliCompressSync(deflateSync(PAGE)));

    const result = await fetchBody(body, "deflate, br, gzip");

    expect(bodyOf(result).equals(PAGE)).toBe(true);
  });

  test("compressed more than three times is refused", async () => {
    const result = await fetchBody(gzipSync("x"), "gzip, gzip, gzip, gzip");

    expect(result).toMatchObject({ type: "failure", reason: "decode", retry: false });
  });

  test("that is huge only between two decoders is given up", async () => {
    const emptyMembers = Buffer.alloc(4_000_000, gzipSync(""));

    expect(await fetchBody(gzipSync(emptyMembers), "gzip, gzip")).toMatchObject({ type: "too-large" });
  });

  test("of several gzip members or zstd frames is unpacked whole", async () => {
    const gzipped = await fetchBody(Buffer.concat([gzipSync("a"), gzipSync("b")]), "gzip");
    const zstd = await fetchBody(Buffer.concat([zstdCompressSync("a"), zstdCompressSync("b")]), "zstd");

    expect(bodyOf(gzipped).toString()).toBe("ab");
    expect(bodyOf(zstd).toString()).toBe("ab");
  });

  test("with something behind its end is unpacked", async () => {
    const result = await fetchPieces([brotliCompressSync(PAGE), Buffer.from("\n"), randomBytes(5000)], "br");

    expect(bodyOf(result).equals(PAGE)).toBe(true);
  });

  test("in an encoding that was not asked for is refused", async () => {
    expect(await fetchBody(PAGE, "compress")).toMatchObject({ type: "failure", reason: "decode", retry: false });
  });

  test.each(["constructor", "text/html", "ISO-8859-1", "chunked"])(
    "that is none, though its encoding is said to be %s, is taken as it is",
    async (encoding) => {
      expect(await fetchBody(PAGE, encoding)).toMatchObject({ type: "ok" });
    },
  );

  test.each(["identity", "none", "utf-8", "aws-chunked", "", " , "])("is taken as it is for %j", async (encoding) => {
    expect(bodyOf(await fetchBody(PAGE, encoding)).equals(PAGE)).toBe(true);
  });
});

test("a body that comes byte by byte is read", async () => {
  const chunk = Buffer.from("1\r\nx\r\n");
  await using server = await serveRaw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    socket.end(Buffer.concat([Buffer.alloc(chunk.length * 300_000, chunk), Buffer.from("0\r\n\r\n")]));
  });
  await using fetcher = openFetcher();

  const result = await fetcher.fetch(request(server.url));

  expect(bodyOf(result).equals(Buffer.alloc(300_000, "x"))).toBe(true);
});

describe("a body's size", () => {
  test("over the limit is refused by its Content-Length, before it comes", async () => {
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000001\r\n\r\n");
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url));

    expect(result).toMatchObject({ type: "too-large", transferredBytes: 0 });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("over the limit cuts off an endless body", async () => {
    await using server = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on("drain", more);
      more();
    });
    await using fetcher = openFetcher();

    const result = await fetcher.fetch(request(server.url));

    expect(result).toMatchObject({ type: "too-large" });
    expect(result.transferredBytes).toBeLessThan(2_000_000);
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  test("cuts off an endless compressed body that unpacks to nothing", async () => {
    const nothing = Buffer.concat(Array.from({ length: 1000 }, () => gzipSync("")));
    await using server = await serve((_, response) => {
      response.setHeader("content-encoding", "gzip");
      const more = (): void => {
        while (!response.destroyed && response.write(nothing));
      };
      response.on("drain", more);
      more();
    });
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({ type: "too-large" });
  });

  test.each([
    ["shorter than announced", "content-length: 10\r\n\r\nabc"],
    ["cut off in a chunk", "transfer-encoding: chunked\r\n\r\na\r\nabc"],
    ["without the last chunk", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"],
    ["with a wrong chunk size", "transfer-encoding: chunked\r\n\r\nzz\r\nabc"],
  ])("%s may be tried again", async (_, rest) => {
    await using server = await serveRaw((socket) => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    await using fetcher = openFetcher();

    expect(await fetcher.fetch(request(server.url))).toMatchObject({
      type: "failure",
      reason: "connection",
      retry: true,
    });
  });

  test("longer than announced does not reach the next response", async () => {
    await using server = await serveRaw((socket) =>
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"),
    );
    await using fetcher = openFetcher();

    const results = [await fetcher.fetch(request(server.url)), await fetcher.fetch(request(server.url))];

    const outcomes = results.map((result) => (result.type === "ok" ? bodyOf(result).toString() : result.type));
    expect(outcomes[0]).toBe("abc");
    expect(["abc", "failure"]).toContain(outcomes[1]);
  });

  test("is free where the connection's end ends the body", async () => {
    await using server = await serveRaw((socket) => socket.end("HTTP/1.0 200 OK\r\n\r\nto the end"));
    await using fetcher = openFetcher();

    expect(bodyOf(await fetcher.fetch(request(server.url))).toString()).toBe("to the end");
  });
});

function fetchBody(body: Buffer, encoding: string): Promise<FetchResult> {
  return fetchPieces([body], encoding);
}

async function fetchPieces(pieces: readonly Buffer[], encoding: string): Promise<FetchResult> {
  await using server = await serve((_, response) => {
    response.setHeader("content-encoding", encoding);
    void (async () => {
      for (const piece of pieces) await new Promise((resolve) => response.write(piece, resolve));
      response.end();
    })();
  });
  await using fetcher = openFetcher();
  return await fetcher.fetch(request(server.url));
}

function bodyOf(result: FetchResult): Buffer {
  if (result.type !== "ok") throw new Error(JSON.stringify(result));
  return Buffer.from(result.body);
}
