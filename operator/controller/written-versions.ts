import type { KubeObject, ObjectKey } from "./kube-object.ts";

/**
 * Knows when a cache is behind this process's own writes: deciding from what was before would undo or repeat them.
 */
export class WrittenVersions {
  readonly #outdated = new Map<ObjectKey, string>();

  /** `before` is the cached object that the write was decided from. */
  note(key: ObjectKey, before: KubeObject, after: KubeObject): void {
    const { resourceVersion } = before.metadata;
    if (resourceVersion !== undefined && resourceVersion !== after.metadata.resourceVersion) {
      this.#outdated.set(key, resourceVersion);
    }
  }

  isBehind(key: ObjectKey, cached: KubeObject): boolean {
    if (this.#outdated.get(key) === cached.metadata.resourceVersion && this.#outdated.has(key)) return true;
    this.#outdated.delete(key);
    return false;
  }

  forget(key: ObjectKey): void {
    this.#outdated.delete(key);
  }
}
