import { KubeConfig } from "@kubernetes/client-node";
import { connect } from "../../operator/controller/connect.ts";
import { UsageError } from "../usage-error.ts";

export interface ClusterFlags {
  readonly namespace?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
}

/** The cluster of the kubeconfig, as kubectl would choose it. */
export async function openCluster({ namespace, context, kubeconfig }: ClusterFlags) {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const name = kubeconfig === undefined ? "the kubeconfig" : `--kubeconfig ${kubeconfig}`;
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  const names = config.getContexts().map(({ name }) => name);
  if (context !== undefined && !names.includes(context)) {
    throw new UsageError(`--context ${context}: the kubeconfig has no such context; it has ${names.join(", ")}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new UsageError("the kubeconfig has no current context: choose one with --context, or with kubectl config");
  }
  // What stands in for a kubeconfig where there is none is of this kind, too.
  if (cluster.server.startsWith("http:") && !cluster.skipTLSVerify) {
    throw new UsageError(
      `no kubeconfig names an API server with https (found ${cluster.server}): give one with --kubeconfig or KUBECONFIG`,
    );
  }
  const own = config.getContextObject(config.getCurrentContext())?.namespace;
  return { client: await connect(config), config, namespace: namespace ?? own ?? "default" };
}
