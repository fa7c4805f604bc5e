/** What the control plane for tests is built from; the cache is keyed by it. */
export const kubernetesVersion = "v1.34.4";
