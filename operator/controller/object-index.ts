import type { KubeObject, ObjectKey } from "./kube-object.ts";

/** Finds the objects of a cache by something that they name, such as their owner. */
export class ObjectIndex {
  readonly #toGroup: (object: KubeObject) => string | undefined;
  readonly #groups = new Map<string, Map<ObjectKey, KubeObject>>();

  constructor(toGroup: (object: KubeObject) => string | undefined) {
    this.#toGroup = toGroup;
  }

  /** `after` is undefined when the object is gone. */
  update(key: ObjectKey, before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (before !== undefined) this.#drop(key, this.#toGroup(before));
    const group = after === undefined ? undefined : this.#toGroup(after);
    if (after === undefined || group === undefined) return;
    const members = this.#groups.get(group) ?? new Map<ObjectKey, KubeObject>();
    members.set(key, after);
    this.#groups.set(group, members);
  }

  get(group: string): readonly KubeObject[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  /** Of each group but this one. */
  listOthers(group: string): readonly (readonly KubeObject[])[] {
    return [...this.#groups].flatMap(([other, members]) => (other === group ? [] : [[...members.values()]]));
  }

  #drop(key: ObjectKey, group: string | undefined): void {
    if (group === undefined) return;
    const members = this.#groups.get(group);
    members?.delete(key);
    if (members?.size === 0) this.#groups.delete(group);
  }
}
