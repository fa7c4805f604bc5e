import type { ApiClient } from "../../operator/controller/api-client.ts";
import type { KubeObject, ObjectKey, Resource } from "../../operator/controller/kube-object.ts";
import { Reflector } from "../../operator/controller/reflector.ts";

/** Whether a controller has dealt with the object as it is now. */
export type IsDone = (object: KubeObject) => boolean;

interface Waiting {
  readonly generation: number;
  readonly resolve: () => void;
}

/** Watches objects as a user would, so that looking costs the API server next to nothing. */
export class FollowedObjects implements AsyncDisposable {
  readonly #pending = new Set<ObjectKey>();
  readonly #waiting = new Map<ObjectKey, Waiting>();
  readonly #stop = new AbortController();
  readonly #reflector: Reflector;
  readonly #running: Promise<void>;

  constructor(client: ApiClient, resource: Resource, isDone: IsDone) {
    this.#reflector = new Reflector({
      client,
      resource,
      onChange: (key, object) => this.#see(key, object, isDone(object)),
      onProblem: ({ step, error }) => process.stderr.write(`${step}: ${String(error)}\n`),
    });
    this.#running = this.#reflector.run(this.#stop.signal);
  }

  /** Objects that the controller has not dealt with; NaN before they were listed. */
  get pending(): number {
    return this.#reflector.isSynced ? this.#pending.size : Number.NaN;
  }

  /** Resolves when the object is done at this generation or a later one. */
  async untilDone(key: ObjectKey, generation: number): Promise<void> {
    const known = this.#reflector.get(key);
    if (!this.#pending.has(key) && (known?.metadata.generation ?? 0) >= generation) return;
    await new Promise<void>((resolve) => this.#waiting.set(key, { generation, resolve }));
  }

  #see(key: ObjectKey, object: KubeObject, isDone: boolean): void {
    if (!isDone) {
      this.#pending.add(key);
      return;
    }
    this.#pending.delete(key);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined || (object.metadata.generation ?? 0) < waiting.generation) return;
    this.#waiting.delete(key);
    waiting.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
