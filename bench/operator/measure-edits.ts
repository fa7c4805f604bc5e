import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";

export interface EditLoad {
  /** For the edits that are followed: they do not queue behind the others. */
  readonly client: ApiClient;
  readonly noiseClient: ApiClient;
  /** Path of the object, and a merge patch of its spec that no earlier one made. */
  readonly edit: (turn: number) => { readonly path: string; readonly body: object };
  readonly untilDone: (object: KubeObject) => Promise<void>;
  readonly editsPerSecond: number;
  readonly seconds: number;
}

export interface MeasuredEdits {
  /** From sending an edit until its status is seen. */
  readonly latenciesMs: readonly number[];
  /** What of `editsPerSecond` the API server took. */
  readonly editsPerSecond: number;
  /** All of them, those that were followed too. */
  readonly edits: number;
}

/** An API server that cannot keep up is not to be buried. */
const maxWaiting = 50;

/** One edit is followed at a time while the others are made beside it. */
export async function measureEdits(load: EditLoad): Promise<MeasuredEdits> {
  const latenciesMs: number[] = [];
  let [turn, waiting, made] = [0, 0, 0];
  const send = async (client: ApiClient) => {
    const { path, body } = load.edit((turn += 1));
    return await client.request<KubeObject>({
      method: "PATCH",
      path,
      contentType: "application/merge-patch+json",
      body,
    });
  };
  const makeNoise = () => {
    if (waiting >= maxWaiting) return;
    waiting += 1;
    void send(load.noiseClient)
      .then(() => (made += 1))
      .catch(() => undefined)
      .finally(() => (waiting -= 1));
  };
  const noise = setInterval(makeNoise, 1000 / load.editsPerSecond);
  const startMs = performance.now();
  try {
    while (performance.now() < startMs + load.seconds * 1000) {
      const editedMs = performance.now();
      await load.untilDone(await send(load.client));
      latenciesMs.push(performance.now() - editedMs);
      // One at a time without a pause would be a load of its own.
      await sleep(20);
    }
  } finally {
    clearInterval(noise);
  }
  const editsPerSecond = made / ((performance.now() - startMs) / 1000);
  return { latenciesMs, editsPerSecond, edits: turn };
}
