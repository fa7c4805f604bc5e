import { Writable } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { UsageError } from "../usage-error.ts";
import { PullInterrupted } from "./snapshot-source.ts";

interface ExecResult {
  readonly exitCode: number;
  readonly stderr: string;
}

/**
 * Runs a command in a pod's only container until it ends; what it prints goes to `stdout`, which is ended. Throws
 * `UsageError` where that is not allowed, `PullInterrupted` when the connection is lost before the command's end is known.
 */
export type ExecInPod = (
  pod: { readonly namespace: string; readonly name: string; readonly container: string },
  command: readonly string[],
  stdout: Writable,
  signal: AbortSignal,
) => Promise<ExecResult>;

const maxErrorBytes = 16 * 1024;

const Status = z.object({
  status: z.string().optional(),
  message: z.string().optional(),
  details: z
    .object({ causes: z.array(z.object({ reason: z.string().optional(), message: z.string().optional() })).optional() })
    .optional(),
});

/** `exec` by way of the API server, as `kubectl exec` does it. */
export function execThroughApiServer(config: KubeConfig): ExecInPod {
  return async ({ namespace, name, container }, command, stdout, signal) => {
    const { Exec } = await import("@kubernetes/client-node");
    const errors = new ErrorText();
    let socket: ExecSocket | undefined;
    const output = forward(stdout, () => socket);
    const ended = Promise.withResolvers<ExecResult>();
    const onStatus = (status: unknown): void => ended.resolve({ exitCode: readExitCode(status), stderr: errors.text });
    try {
      socket = await new Exec(config)
        .exec(namespace, name, container, [...command], output, errors, null, false, onStatus)
        .catch((error: unknown) => {
          throw explainRefusal(error, `${namespace}/${name}`);
        });
      watch({ socket, stdout, signal, fail: ended.reject });
      return await ended.promise;
    } catch (error) {
      stdout.destroy(error instanceof Error ? error : undefined);
      throw error;
    }
  };
}

/** What the client library returns; a WebSocket of Node can do more than one of a browser. */
interface ExecSocket {
  addEventListener(type: "close" | "error", listener: () => void): void;
  close(): void;
  /** Holds back a sender that is faster than our disk. */
  pause?(): void;
  resume?(): void;
  terminate?(): void;
}

interface Watched {
  readonly socket: ExecSocket;
  readonly stdout: Writable;
  readonly signal: AbortSignal;
  readonly fail: (error: Error) => void;
}

/** Ends the command's wait when the connection, whoever takes the output, or a person ends first. */
function watch({ socket, stdout, signal, fail }: Watched): void {
  // At once: a socket that is held back never hears that the other side agrees to close.
  const stop = (): void => (socket.terminate === undefined ? socket.close() : socket.terminate());
  const lose = (): void => {
    signal.removeEventListener("abort", stop);
    fail(new PullInterrupted("the connection to the pod was lost"));
  };
  const giveUp = (): void => {
    if (stdout.writableFinished) return;
    fail(stdout.errored ?? new Error("the output was closed"));
    stop();
  };
  socket.addEventListener("close", lose);
  socket.addEventListener("error", lose);
  signal.addEventListener("abort", stop, { once: true });
  stdout.once("close", giveUp);
  if (stdout.destroyed) giveUp();
  if (signal.aborted) stop();
}

function forward(stdout: Writable, getSocket: () => ExecSocket | undefined): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      if (stdout.write(chunk)) return done();
      const socket = getSocket();
      socket?.pause?.();
      stdout.once("drain", () => {
        socket?.resume?.();
        done();
      });
    },
    final: (done) => {
      stdout.end();
      done();
    },
  });
}

class ErrorText extends Writable {
  text = "";

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (this.text.length < maxErrorBytes) this.text += chunk.toString("utf8");
    done();
  }
}

/** As the kubelet tells it: `Success`, or a cause ExitCode with the number as text. */
function readExitCode(value: unknown): number {
  const { status, details } = Status.parse(value);
  if (status === "Success") return 0;
  const code = details?.causes?.find(({ reason }) => reason === "ExitCode")?.message;
  return code === undefined ? -1 : Number(code);
}

/** What the library hands on is the event of a WebSocket that did not open. */
function explainRefusal(event: unknown, pod: string): Error {
  const message = z.looseObject({ message: z.string() }).safeParse(event).data?.message ?? String(event);
  if (message.includes("403")) {
    return new UsageError(`no permission to exec into pod ${pod}: you need the verb create on pods/exec`, event);
  }
  return new PullInterrupted(`cannot exec into pod ${pod}: ${message}`);
}
