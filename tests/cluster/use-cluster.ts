import { afterAll, beforeAll } from "vitest";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { startCluster, type Cluster, type ClusterOptions } from "./cluster.ts";
import { installCrds } from "./install-crds.ts";

/** Long enough to build the control plane where `make servers` did not. */
const startTimeoutMs = 1_200_000;

/** One control plane with our kinds for a file's tests. */
export function useCluster(options: ClusterOptions = {}): { readonly cluster: Cluster; readonly client: ApiClient } {
  let started: Cluster | undefined;
  beforeAll(async () => {
    started = await startCluster(options);
    await installCrds(started.client);
  }, startTimeoutMs);
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]();
  });
  const get = () => {
    if (started === undefined) throw new Error("the cluster is there within tests only");
    return started;
  };
  return {
    get cluster() {
      return get();
    },
    get client() {
      return get().client;
    },
  };
}
