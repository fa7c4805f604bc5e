import type { ApiClient } from "../../operator/controller/api-client.ts";
import { isNotFound } from "../../operator/controller/api-error.ts";
import { buildPath, type KubeObject } from "../../operator/controller/kube-object.ts";
import type { CrawlStatus } from "../../operator/crawl-status.ts";
import type { CrawlSpec } from "../../operator/crawl.ts";
import type { DocSiteStatus } from "../../operator/docsite-status.ts";
import { kinds } from "../../operator/kinds.ts";
import type { KindName } from "../../operator/caches.ts";
import { until } from "../cluster/until.ts";

export type CrawlObject = KubeObject & { readonly spec: CrawlSpec; readonly status?: CrawlStatus };
export type SiteObject = KubeObject & { readonly spec: object; readonly status?: DocSiteStatus };

/** A namespace of the test's own and what people do in it. */
export class World {
  readonly client: ApiClient;
  readonly namespace: string;

  constructor(client: ApiClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  static async create(client: ApiClient, namespace: string): Promise<World> {
    await client.request({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: namespace } } });
    return new World(client, namespace);
  }

  /** As `kubectl apply --server-side`. */
  async apply(name: string, spec: object, annotations?: Record<string, string>): Promise<SiteObject> {
    return await this.client.request<SiteObject>({
      method: "PATCH",
      path: buildPath(kinds.docSite, { namespace: this.namespace, name }),
      query: { fieldManager: "kubectl", force: true },
      contentType: "application/apply-patch+yaml",
      body: {
        apiVersion: "docsynapse.io/v1alpha1",
        kind: "DocSite",
        metadata: { name, ...(annotations && { annotations }) },
        spec: { url: `https://${name}.example.org/`, ...spec },
      },
    });
  }

  async site(name: string): Promise<SiteObject> {
    return await this.client.read<SiteObject>(kinds.docSite, this.namespace, name);
  }

  async list<T extends KubeObject = KubeObject>(kind: KindName): Promise<readonly T[]> {
    const path = buildPath(kinds[kind], { namespace: this.namespace });
    return (await this.client.request<{ items: T[] }>({ method: "GET", path })).items;
  }

  async crawls(): Promise<readonly CrawlObject[]> {
    return await this.list<CrawlObject>("crawl");
  }

  async names(kind: KindName): Promise<readonly string[]> {
    return (await this.list(kind)).map(({ metadata }) => metadata.name).sort((a, b) => a.localeCompare(b));
  }

  async condition(name: string, type: string) {
    return (await this.site(name)).status?.conditions?.find((condition) => condition.type === type);
  }

  async untilCondition(name: string, type: string, status: string, reason: string): Promise<void> {
    await until(`${name} to be ${type}=${status} ${reason}`, async () => {
      const found = await this.condition(name, type);
      return found?.status === status && found.reason === reason;
    });
  }

  async patch(kind: KindName, name: string, body: object, subresource?: "scale"): Promise<void> {
    await this.client.request({
      method: "PATCH",
      path: buildPath(kinds[kind], { namespace: this.namespace, name, ...(subresource && { subresource }) }),
      contentType: "application/merge-patch+json",
      body,
    });
  }

  async delete(kind: KindName, name: string): Promise<void> {
    await this.client.delete(kinds[kind], this.namespace, name);
    await until(`${kind} ${name} to go`, async () => {
      return await this.client.read(kinds[kind], this.namespace, name).then(() => false, isNotFound);
    });
  }
}
