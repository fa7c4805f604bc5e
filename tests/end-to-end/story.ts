import { beforeAll, describe, inject } from "vitest";
import { Kubectl } from "../node/kubectl.ts";
import { createNamespace, installChart, systemNamespace, type Story } from "./chart.ts";
import type { ProvidedCluster } from "./provided-cluster.ts";

const provided = inject("cluster");

/** Stories that need a cluster; they are skipped where there is none. */
export function story(name: string, tell: (story: Story) => void): void {
  const cluster = provided ?? none;
  const kubectl = new Kubectl(cluster.kubeconfigFile);
  describe.skipIf(provided === null)(name, () => {
    beforeAll(async () => {
      await createNamespace(kubectl, systemNamespace);
      await installChart({ cluster, kubectl });
    });
    tell({ cluster, kubectl });
  });
}

const none: ProvidedCluster = {
  kubeconfigFile: "",
  enter: undefined,
  registry: undefined,
  images: { operator: "", nextOperator: "", crawler: "", browser: "", nats: "", site: "", s3: "" },
};
