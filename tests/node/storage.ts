import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { nodeName } from "./kubelet.ts";

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly accessModes: readonly string[];
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

const className = "folder";
const pollMs = 250;

export interface NodeDisk {
  readonly folder: string;
  /** Makes an empty file system of so many MiB at the path, on the node. */
  readonly mountSmall: (path: string, mebibytes: number) => void;
}

/**
 * The cluster's default storage class: a folder of the node for every claim, as a provisioner of a cloud makes a disk. A
 * claim of less than 64Mi gets no more than that, so that it can be filled.
 */
export async function provisionStorage(client: ApiClient, disk: NodeDisk, signal: AbortSignal): Promise<void> {
  await client.request({ method: "POST", path: "/apis/storage.k8s.io/v1/storageclasses", body: storageClass });
  while (!signal.aborted) {
    const { items } = await client.request<{ items: Claim[] }>({
      method: "GET",
      path: "/api/v1/persistentvolumeclaims",
    });
    for (const claim of items) {
      if (claim.spec.storageClassName === className && claim.spec.volumeName === undefined) {
        await provision(client, claim, disk);
      }
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: className, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "docsynapse.io/test-folder",
  volumeBindingMode: "Immediate",
};

/** Claims whose folders are there. */
const made = new Set<string>();

async function provision(client: ApiClient, { metadata, spec }: Claim, disk: NodeDisk): Promise<void> {
  const { namespace, name, uid } = metadata;
  const path = join(disk.folder, `${namespace}-${name}-${uid}`);
  if (!made.has(uid)) makeFolder(path, spec.resources.requests.storage, disk);
  made.add(uid);
  const body = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `folder-${uid}` },
    spec: {
      capacity: spec.resources.requests,
      accessModes: spec.accessModes,
      storageClassName: className,
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
      // Unlike a hostPath, the kubelet gives it to the pod's group, as it does with disks.
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [isNode] }] } },
    },
  };
  // It may be there already: a claim is bound a moment later.
  await client.request({ method: "POST", path: "/api/v1/persistentvolumes", body }).catch(() => undefined);
}

function makeFolder(path: string, size: string, { mountSmall }: NodeDisk): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  const mebibytes = Number(/^(\d+)Mi$/.exec(size)?.[1]);
  if (mebibytes < 64) mountSmall(path, mebibytes);
}

const isNode = { key: "kubernetes.io/hostname", operator: "In", values: [nodeName] };
