import type { LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { openFetcher, request, serveRaw } from "./test-server.ts";

const HTML = "<h1>Readable</h1>";
const TYPE = "Content-Type: text/html\r\n";
const LENGTH = `Content-Length: ${HTML.length}\r\n`;

test.each([
  ["a folded header", `HTTP/1.1 200 OK\r\n${TYPE}X-Long: a\r\n b\r\n${LENGTH}\r\n${HTML}`],
  ["a control character in a header", `HTTP/1.1 200 OK\r\n${TYPE}X-Odd: a\u0001b\r\n${LENGTH}\r\n${HTML}`],
  ["bare line feeds", `HTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n${HTML}`.replaceAll("\r", "")],
  [
    "a length and chunks",
    `HTTP/1.1 200 OK\r\n${TYPE}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n${HTML}\r\n0\r\n\r\n`,
  ],
  [
    "blanks behind a chunk's size",
    `HTTP/1.1 200 OK\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\n11  \r\n${HTML}\r\n0\r\n\r\n`,
  ],
  ["an unasked 100", `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n${TYPE}${LENGTH}\r\n${HTML}`],
])("a server that sends %s is understood at the second try", async (_, answer) => {
  await using server = await serveRaw((socket) => socket.end(answer, "latin1"));
  await using fetcher = openFetcher();

  const first = await fetcher.fetch(request(server.url));
  const second = await fetcher.fetch(request(server.url));

  expect(first).toMatchObject({ type: "failure", reason: "connection", retry: true });
  expect(second).toMatchObject({ type: "ok", contentType: "text/html" });
  expect(second.type === "ok" && Buffer.from(second.body).toString()).toBe(HTML);
  expect(server.connections()).toBe(2);
});

test("a server that nobody could understand is given up at the second try", async () => {
  await using server = await serveRaw((socket) => socket.end("HELLO\r\n\r\n"));
  await using fetcher = openFetcher();

  await fetcher.fetch(request(server.url));
  const result = await fetcher.fetch(request(server.url));

  expect(result).toMatchObject({ type: "failure", reason: "connection", retry: false });
  expect(result).toMatchObject({ detail: expect.stringContaining("broke the HTTP protocol") });
});

test("leniency keeps the bounds of size and time, and the guard of addresses", async () => {
  const broken = `HTTP/1.1 200 OK\r\nX-Odd: a\u0001b\r\n`;
  let answer = `${broken}${LENGTH}\r\n${HTML}`;
  await using server = await serveRaw((socket) => socket.write(answer, "latin1"));
  let address = "127.0.0.1";
  const lookup: LookupFunction = (_, __, callback) => callback(null, [{ address, family: 4 }]);
  await using fetcher = openFetcher({ lookup });
  const url = `http://docs.test:${server.port}/`;
  await fetcher.fetch(request(url));

  answer = `${broken}Content-Length: 100000\r\n\r\n${HTML}`;
  const late = await fetcher.fetch(request(url, { timeoutMs: 200 }));
  answer = `${broken}Transfer-Encoding: chunked\r\n\r\nffff\r\n${"x".repeat(0xffff)}\r\n`;
  const large = await fetcher.fetch(request(url, { maxBytes: 1000 }));
  address = "169.254.169.254";
  const refused = await fetcher.fetch(request(url));

  expect(late).toMatchObject({ type: "failure", reason: "timeout" });
  expect(large).toMatchObject({ type: "too-large" });
  expect(refused).toMatchObject({ type: "failure", reason: "address-refused" });
  await expect.poll(() => server.sockets.size).toBeLessThanOrEqual(1);
});
