/** What the stories are told of the cluster; it goes from process to process, so it is plain data. */
export interface ProvidedCluster {
  readonly kubeconfigFile: string;
  /** Words before a command that make it run with the cluster's network and DNS; undefined on a cluster of one's own. */
  readonly enter: readonly [string, ...string[]] | undefined;
  /** Of the cluster's own node, which takes images in the clear; undefined on a cluster of one's own. */
  readonly registry: string | undefined;
  readonly images: Readonly<Record<ImageName, string>>;
}

export type ImageName = "operator" | "nextOperator" | "crawler" | "browser" | "nats" | "site" | "s3";
