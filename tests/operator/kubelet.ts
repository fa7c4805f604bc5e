import type { ApiClient } from "../../operator/controller/api-client.ts";
import type { KubeObject } from "../../operator/controller/kube-object.ts";
import { until } from "../cluster/until.ts";

type Role = "coordinator" | "worker" | "reader";

export interface PodState {
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed";
  readonly exitCode?: number;
  readonly message?: string;
  readonly waiting?: string;
  readonly reason?: string;
}

/** Plays the node's part where there is none: says how pods are. */
export class Kubelet {
  readonly #client: ApiClient;
  readonly #namespace: string;

  constructor(client: ApiClient, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  async listPods(role: Role): Promise<readonly (KubeObject & { status: { phase: string } })[]> {
    const { items } = await this.#client.request<{ items: (KubeObject & { status: { phase: string } })[] }>({
      method: "GET",
      path: `/api/v1/namespaces/${this.#namespace}/pods`,
      query: { labelSelector: `app.kubernetes.io/component=${role}` },
    });
    return items.filter(
      ({ status, metadata }) =>
        !["Failed", "Succeeded"].includes(status.phase) && metadata.deletionTimestamp === undefined,
    );
  }

  /** Waits for a pod of the role and gives it the state. */
  async set(role: Role, state: PodState): Promise<string> {
    let name = "";
    await until(`a ${role} pod`, async () => {
      const [pod] = await this.listPods(role);
      name = pod?.metadata.name ?? "";
      return name !== "";
    });
    await this.setPod(name, role, state);
    return name;
  }

  async setPod(name: string, role: Role, state: PodState): Promise<void> {
    await this.#client.request({
      method: "PATCH",
      path: `/api/v1/namespaces/${this.#namespace}/pods/${name}/status`,
      contentType: "application/merge-patch+json",
      body: { status: { phase: state.phase, containerStatuses: [toContainer(role, state)] } },
    });
  }
}

function toContainer(name: string, { exitCode, message, waiting, reason, phase }: PodState) {
  const at = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const terminated = { exitCode, reason: reason ?? "Error", message, startedAt: at, finishedAt: at };
  const running = phase === "Running" ? { running: { startedAt: at } } : {};
  return {
    name,
    image: "docsynapse/crawler:test",
    imageID: "",
    ready: phase === "Running",
    restartCount: 0,
    state:
      exitCode === undefined ? (waiting === undefined ? running : { waiting: { reason: waiting } }) : { terminated },
  };
}
