/** A DocSite of a site inside of the cluster, as quick as the site is. */
export const docSite = (name: string, url: string, spec: object = {}) => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name },
  spec: {
    url,
    rendering: { mode: "Never" },
    politeness: { requestsPerSecond: 200, maxConcurrency: 16 },
    network: { allowPrivateAddresses: true },
    ...spec,
  },
});
