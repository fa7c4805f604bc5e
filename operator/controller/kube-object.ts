/** What the runtime reads of any Kubernetes object: plain JSON, as the API server sent it. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMetadata;
}

interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** `namespace/name`, or `name` for what has no namespace: what queues and caches know an object by. */
export type ObjectKey = string;

export function toKey({ metadata }: KubeObject): ObjectKey {
  return joinKey(metadata.namespace, metadata.name);
}

export function joinKey(namespace: string | undefined, name: string): ObjectKey {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** One kind as the API server serves it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

interface Where {
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: "status" | "scale";
}

/** Without a name the collection, without a namespace that of all namespaces. */
export function buildPath({ group, version, plural }: Resource, { namespace, name, subresource }: Where = {}): string {
  const parts = [
    ...(group === "" ? ["api", version] : ["apis", group, version]),
    ...(namespace === undefined ? [] : ["namespaces", namespace]),
    plural,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

export function toApiVersion({ group, version }: Resource): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `buildPath`'s path without the names in it, of which there may be as many as objects. */
export function toRoute(path: string): string {
  const [, root, ...rest] = path.split("/");
  const head = rest.splice(0, root === "api" ? 1 : 2);
  if (rest[0] === "namespaces" && rest.length > 2) rest[1] = "{namespace}";
  const nameAt = rest[1] === "{namespace}" ? 3 : 1;
  if (rest[nameAt] !== undefined) rest[nameAt] = "{name}";
  return `/${[root, ...head, ...rest].join("/")}`;
}
