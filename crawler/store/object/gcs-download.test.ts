import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { GoogleAuth, PassThroughClient } from "google-auth-library";
import { expect, test } from "vitest";
import { downloadObject } from "./gcs-download.ts";

const auth = new GoogleAuth({ authClient: new PassThroughClient() });

/** Answers the n-th request with the n-th listener, and all further ones with the last. */
async function serve(...listeners: readonly [RequestListener, ...RequestListener[]]) {
  let requests = 0;
  const server = createServer((request, response) => {
    const listener = listeners[Math.min(requests++, listeners.length - 1)] ?? listeners[0];
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/o`,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const answers: RequestListener = ({ headers }, response) => {
  response.end(`bytes of ${headers.range ?? "all"}`);
};
const fails: RequestListener = (_, response) => {
  response.writeHead(503).end();
};
const resets: RequestListener = (request) => {
  request.socket.resetAndDestroy();
};
const breaksOff: RequestListener = (request, response) => {
  response.writeHead(200, { "content-length": "1000" }).write("half");
  setTimeout(() => request.socket.resetAndDestroy(), 20);
};
const sends =
  (status: number): RequestListener =>
  (_, response) => {
    response.writeHead(status).end();
  };

test("what fails, is reset or breaks off in the middle is asked for again", async () => {
  await using server = await serve(fails, resets, breaksOff, answers);

  const bytes = await downloadObject(auth, server.url, { start: 5, end: 8 });

  expect(Buffer.from(bytes ?? []).toString()).toBe("bytes of bytes=5-7");
  expect(server.requests()).toBe(4);
});

test("nothing there is undefined, nothing in the range is empty, and neither is asked for twice", async () => {
  await using missing = await serve(sends(404));
  await using short = await serve(sends(416));

  expect(await downloadObject(auth, missing.url)).toBeUndefined();
  expect(await downloadObject(auth, short.url)).toEqual(new Uint8Array());
  expect([missing.requests(), short.requests()]).toEqual([1, 1]);
});

test("a refusal is told at once", async () => {
  await using server = await serve(sends(403));

  await expect(downloadObject(auth, server.url)).rejects.toMatchObject({ status: 403 });
  expect(server.requests()).toBe(1);
});
