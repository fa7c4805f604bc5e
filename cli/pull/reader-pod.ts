import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { isNotFound } from "../../operator/controller/api-error.ts";
import { buildPath, type KubeObject } from "../../operator/controller/kube-object.ts";
import { kinds } from "../../operator/kinds.ts";
import { UsageError } from "../usage-error.ts";
import { buildReaderPod, type ReaderFacts } from "./build-reader-pod.ts";
import { explained } from "./explain-api-error.ts";
import { judgePod } from "./judge-pod.ts";
import { PullInterrupted } from "./snapshot-source.ts";

export interface ReaderPodOptions {
  readonly client: ApiClient;
  readonly facts: ReaderFacts;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What the pod waits for, each time that it changes. */
  readonly onWaiting: (why: string) => void;
}

const lookMs = 500;

/** Makes the pod and waits until it runs. It is removed when the handle is disposed of, and when it never came up. */
export async function startReaderPod(options: ReaderPodOptions): Promise<AsyncDisposable> {
  const { client, facts } = options;
  const { namespace, name } = facts;
  const path = buildPath(kinds.pod, { namespace });
  await explained("make the reader pod", () =>
    client.request<KubeObject>({ method: "POST", path, body: buildReaderPod(facts) }),
  );
  const handle: AsyncDisposable = {
    [Symbol.asyncDispose]: async () => {
      await explained(`remove the reader pod ${namespace}/${name}`, () =>
        client.delete(kinds.pod, namespace, name).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        }),
      );
    },
  };
  try {
    await waitUntilRunning(options);
    return handle;
  } catch (error) {
    await handle[Symbol.asyncDispose]();
    throw error;
  }
}

async function waitUntilRunning({ client, facts, timeoutMs, signal, onWaiting }: ReaderPodOptions): Promise<void> {
  const { namespace, name } = facts;
  const deadlineMs = performance.now() + timeoutMs;
  let told = "";
  for (;;) {
    if (signal.aborted) throw new PullInterrupted("stopped; the same command goes on");
    const verdict = judgePod(
      await explained("look at the reader pod", () => client.read<KubeObject>(kinds.pod, namespace, name)),
    );
    if (verdict.type === "running") return;
    if (verdict.type === "failed") throw new UsageError(`the reader pod cannot start: ${verdict.why}`);
    if (verdict.why !== told) onWaiting((told = verdict.why));
    if (performance.now() > deadlineMs) throw new UsageError(await describeTimeout(client, facts, timeoutMs, told));
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

async function describeTimeout(client: ApiClient, facts: ReaderFacts, timeoutMs: number, why: string): Promise<string> {
  const events = await readWarnings(client, facts).catch(() => []);
  const all = [why, ...events].join("; ");
  return `the reader pod did not start within ${Math.round(timeoutMs / 1000)} s: ${all} (--timeout gives it longer)`;
}

const Events = z.object({ items: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })) });

/** Why a volume is not attached is told in events alone. */
async function readWarnings(client: ApiClient, { namespace, name }: ReaderFacts): Promise<string[]> {
  const query = { fieldSelector: `involvedObject.name=${name}`, limit: 20 };
  const path = `/api/v1/namespaces/${namespace}/events`;
  const { items } = Events.parse(await client.request({ method: "GET", path, query }));
  return [...new Set(items.flatMap(({ type, message }) => (type === "Warning" && message ? [message] : [])))];
}
