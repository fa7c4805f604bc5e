import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";

export interface EditLoad {
  readonly client: ApiClient;
  /** Path of the object, and a merge patch of its spec that no earlier one made. */
  readonly edit: (turn: number) => { readonly path: string; readonly body: object };
  readonly untilDone: (object: KubeObject) => Promise<void>;
  readonly editsPerSecond: number;
  readonly seconds: number;
}

/** From an edit to its status, in ms: one edit is followed at a time while the others are made beside it. */
export async function measureEdits({ client, edit, untilDone, editsPerSecond, seconds }: EditLoad): Promise<number[]> {
  const latencies: number[] = [];
  let turn = 0;
  const send = async () => {
    const { path, body } = edit((turn += 1));
    return await client.request<KubeObject>({
      method: "PATCH",
      path,
      contentType: "application/merge-patch+json",
      body,
    });
  };
  const noise = setInterval(() => void send().catch(() => undefined), 1000 / editsPerSecond);
  const endMs = performance.now() + seconds * 1000;
  try {
    while (performance.now() < endMs) {
      const editedMs = performance.now();
      await untilDone(await send());
      latencies.push(performance.now() - editedMs);
      // One at a time without a pause would be a load of its own.
      await sleep(20);
    }
  } finally {
    clearInterval(noise);
  }
  return latencies;
}
