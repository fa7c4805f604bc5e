import { setTimeout as sleep } from "node:timers/promises";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { crawlCrd, docSiteCrd } from "../../operator/crd/crds.ts";

interface Installed {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Of a definition, what its installation needs to know. */
export interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** Installs both kinds, or those given, and waits until the API server serves them. */
export async function installCrds(
  client: ApiClient,
  definitions: readonly Definition[] = [docSiteCrd, crawlCrd],
): Promise<void> {
  for (const crd of definitions) {
    const collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    await client.request({ method: "POST", path: collection, body: crd });
    for (;;) {
      const { status } = await client.request<Installed>({ method: "GET", path: `${collection}/${crd.metadata.name}` });
      if (status?.conditions?.some(({ type, status: holds }) => type === "Established" && holds === "True")) break;
      await sleep(50);
    }
    const version = crd.spec.versions.find(({ served: isServed }) => isServed)?.name ?? "";
    const served = `/apis/${crd.spec.group}/${version}/${crd.spec.names.plural}`;
    while (!(await client.request({ method: "GET", path: served }).then(Boolean, () => false))) await sleep(50);
  }
}
