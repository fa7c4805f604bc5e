import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { UsageError } from "../usage-error.ts";
import { execThroughApiServer } from "./pod-exec.ts";
import { PullInterrupted } from "./snapshot-source.ts";

const pod = { namespace: "docs", name: "reader-1", container: "reader" };
const channel = { stdout: 1, stderr: 2, status: 3 } as const;
const success = { status: "Success" };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Answer = (socket: WebSocket, url: URL) => void | Promise<void>;

/** Speaks the API server's end of `exec`, as its channel protocol has it; a number refuses the connection. */
async function startApiServer(answer: Answer | number): Promise<KubeConfig> {
  const started = createServer();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "v5.channel.k8s.io" });
  started.on("upgrade", (request, socket, head) => {
    if (typeof answer === "number") {
      socket.end(`HTTP/1.1 ${answer} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const url = new URL(request.url ?? "", "http://localhost");
    sockets.handleUpgrade(request, socket, head, (opened) => void answer(opened, url));
  });
  started.listen(0, "127.0.0.1");
  await once(started, "listening");
  server = started;
  const { port } = started.address() as AddressInfo;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "test", server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
    users: [{ name: "test" }],
    contexts: [{ name: "test", cluster: "test", user: "test" }],
    currentContext: "test",
  });
  return config;
}

const send = (socket: WebSocket, to: keyof typeof channel, data: string | Buffer): void =>
  socket.send(Buffer.concat([Buffer.from([channel[to]]), Buffer.from(data)]));

async function run(answer: Answer | number, stdout: Writable = new PassThrough().resume(), signal = never()) {
  // As whoever takes the output would.
  stdout.on("error", () => undefined);
  const exec = execThroughApiServer(await startApiServer(answer));
  return await exec(pod, ["node", "/app/main.js", "reader", "find", "/a b"], stdout, signal).catch(
    (error: unknown) => error,
  );
}

const never = (): AbortSignal => new AbortController().signal;

test("what the command prints comes whole, at the pace of whoever takes it", async () => {
  const piece = Buffer.alloc(64 * 1024, 7);
  const pieces = 200;
  let url: URL | undefined;
  let taken = 0;
  const slow = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _, done) => {
      taken += chunk.length;
      setImmediate(done);
    },
  });

  const result = await run((socket, asked) => {
    url = asked;
    for (let n = 0; n < pieces; n++) send(socket, "stdout", piece);
    send(socket, "status", JSON.stringify(success));
  }, slow);

  expect(result).toEqual({ exitCode: 0, stderr: "" });
  await once(slow, "finish").catch(() => undefined);
  expect(taken).toBe(piece.length * pieces);
  expect(url?.pathname).toBe("/api/v1/namespaces/docs/pods/reader-1/exec");
  expect(url?.searchParams.getAll("command")).toEqual(["node", "/app/main.js", "reader", "find", "/a b"]);
  expect(url?.searchParams.get("container")).toBe("reader");
});

test("how it ended is told, with its standard error", async () => {
  const stdout = new PassThrough();
  const status = { status: "Failure", details: { causes: [{ reason: "ExitCode", message: "66" }] } };

  const ended = run((socket) => {
    send(socket, "stdout", "half");
    send(socket, "stderr", "no such snapshot\n");
    send(socket, "status", JSON.stringify(status));
  }, stdout);

  expect((await buffer(stdout)).toString()).toBe("half");
  expect(await ended).toEqual({ exitCode: 66, stderr: "no such snapshot\n" });
});

test("a connection that ends before the command is one to try again", async () => {
  const error = await run((socket) => {
    send(socket, "stdout", "half");
    socket.terminate();
  });

  expect(error).toBeInstanceOf(PullInterrupted);
});

test("a refusal names the permission", async () => {
  const error = await run(403);

  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).toContain("create on pods/exec");
});

test("another answer is told, and may pass", async () => {
  const error = await run(500);

  expect(error).toBeInstanceOf(PullInterrupted);
  expect(String(error)).toContain("500");
});

test("a stop closes the connection", async () => {
  const stop = new AbortController();
  let closed: Promise<unknown> | undefined;

  const error = await run(
    (socket) => {
      closed = once(socket, "close");
      stop.abort();
    },
    undefined,
    stop.signal,
  );

  expect(error).toBeInstanceOf(PullInterrupted);
  await closed;
});

test("whoever takes the output ends it all by failing", async () => {
  const failure = new Error("the disk is full");
  const stdout = new Writable({ highWaterMark: 1, write: (_chunk, _, done) => done(failure) });
  let closed: Promise<unknown> | undefined;

  const error = await run(async (socket) => {
    closed = once(socket, "close");
    while (socket.readyState === socket.OPEN) {
      send(socket, "stdout", Buffer.alloc(64 * 1024));
      await sleep(5);
    }
  }, stdout);

  expect(error).toBe(failure);
  await closed;
});
