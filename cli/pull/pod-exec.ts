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
    let pause: Pausable | undefined;
    const output = forward(stdout, () => pause);
    const ended = Promise.withResolvers<ExecResult>();
    const onStatus = (status: unknown): void => ended.resolve({ exitCode: readExitCode(status), stderr: errors.text });
    const args = [...command];
    try {
      const socket = await new Exec(config)
        .exec(namespace, name, container, args, output, errors, null, false, onStatus)
        .catch((error: unknown) => {
          throw explainRefusal(error, `${namespace}/${name}`);
        });
      pause = socket as unknown as Pausable;
      const lose = (): void => ended.reject(new PullInterrupted(`the connection to pod ${name} was lost`));
      socket.addEventListener("close", lose);
      socket.addEventListener("error", lose);
      const stop = (): void => socket.close();
      // Whoever takes the output has failed: nobody would ever go on reading.
      stdout.once("close", () => {
        if (stdout.writableFinished) return;
        ended.reject(stdout.errored ?? new Error("the output was closed"));
        stop();
      });
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      return await ended.promise.finally(() => signal.removeEventListener("abort", stop));
    } catch (error) {
      stdout.destroy(error instanceof Error ? error : undefined);
      throw error;
    }
  };
}

/** Of the socket what holds back a sender that is faster than our disk; the client library only writes. */
interface Pausable {
  pause?(): void;
  resume?(): void;
}

function forward(stdout: Writable, getSocket: () => Pausable | undefined): Writable {
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
