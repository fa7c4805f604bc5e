import { z } from "zod";
import type { StoreTarget } from "../../crawler/contract.ts";
import { findClosestName } from "../../operator/closest-name.ts";
import type { ApiClient } from "../../operator/controller/api-client.ts";
import { isNotFound } from "../../operator/controller/api-error.ts";
import { buildPath, type KubeObject } from "../../operator/controller/kube-object.ts";
import { claimName } from "../../operator/crawls/build-store-mounts.ts";
import { readCrawl, type CrawlView } from "../../operator/crawls/crawl-view.ts";
import type { CrawlPlan } from "../../operator/crawl.ts";
import { Output } from "../../operator/docsite-result-fields.ts";
import { DocSiteStatus } from "../../operator/docsite-status.ts";
import { kinds, labels } from "../../operator/kinds.ts";
import { buildStoreTarget } from "../../operator/store-target.ts";
import { productVersion } from "../../operator/version.ts";
import { UsageError } from "../usage-error.ts";
import type { ReaderFacts } from "./build-reader-pod.ts";
import { explained } from "./explain-api-error.ts";

export interface Whereabouts {
  /** The published snapshot, as the status tells it. */
  readonly published: string | undefined;
  /** Object storage; undefined: the volume that `reader` reads. */
  readonly target: StoreTarget | undefined;
  readonly reader: Omit<ReaderFacts, "name">;
}

interface Site {
  readonly namespace: string;
  readonly name: string;
}

const SiteObject = z.object({
  spec: z.object({ output: Output }),
  status: DocSiteStatus.optional(),
});

/** Where a DocSite's snapshots are: where the crawl wrote that published the last one, since the spec may be newer. */
export async function findWhereabouts(client: ApiClient, site: Site, wanted: string | undefined): Promise<Whereabouts> {
  const { spec, status } = SiteObject.parse(await readSite(client, site));
  const published = status?.snapshot?.id;
  if (published === undefined && wanted === undefined) throw new UsageError(describeNothing(site, status));
  const plan = choosePlan(await readCrawls(client, site), published);
  if (plan === undefined && status?.output?.from === "Default" && !status.output.location.startsWith("claim ")) {
    throw new UsageError(
      `DocSite ${site.namespace}/${site.name} writes to the installation's store (${status.output.location}), and no ` +
        "Crawl that published is left to tell how to reach it: raise spec.history.successful, or crawl again",
    );
  }
  const output = plan?.output ?? spec.output;
  const metadata = { namespace: site.namespace, name: site.name };
  return {
    published,
    target: buildStoreTarget({ metadata, spec: { output } }),
    reader: {
      namespace: site.namespace,
      site: site.name,
      claim: claimName({ site: site.name }, { output }),
      image: plan?.image ?? `docsynapse/crawler:${productVersion}`,
      imagePullSecrets: plan?.imagePullSecrets ?? [],
      nodeSelector: plan?.workers.nodeSelector,
      tolerations: plan?.workers.tolerations ?? [],
    },
  };
}

async function readSite(client: ApiClient, { namespace, name }: Site): Promise<KubeObject> {
  return await explained(`read DocSite ${namespace}/${name}`, async () => {
    try {
      return await client.read<KubeObject>(kinds.docSite, namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const names = await listNames(client, namespace);
      throw new UsageError(describeMissing({ namespace, name }, names), error);
    }
  });
}

/** Undefined where the cluster has no such kind; empty where they may not be listed. */
async function listNames(client: ApiClient, namespace: string): Promise<readonly string[] | undefined> {
  try {
    const path = buildPath(kinds.docSite, { namespace });
    const { items } = await client.request<{ items: KubeObject[] }>({ method: "GET", path, query: { limit: 500 } });
    return items.map(({ metadata }) => metadata.name);
  } catch (error) {
    return isNotFound(error) ? undefined : [];
  }
}

function describeMissing({ namespace, name }: Site, names: readonly string[] | undefined): string {
  if (names === undefined) return "the cluster has no kind DocSite: install the chart, or choose another --context";
  const meant = findClosestName(name, names);
  if (meant !== undefined) return `no DocSite ${name} in namespace ${namespace}: did you mean ${meant}?`;
  const there = names.length === 0 ? "none" : names.slice(0, 20).join(", ");
  return `no DocSite ${name} in namespace ${namespace} (there is ${there}): choose the namespace with --namespace`;
}

function describeNothing({ namespace, name }: Site, status: DocSiteStatus | undefined): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const why = ready === undefined ? "the operator has not seen it yet" : `${ready.reason}: ${ready.message}`;
  return `DocSite ${namespace}/${name} has no snapshot yet (${why}); --snapshot takes an older one by its id`;
}

async function readCrawls(client: ApiClient, { namespace, name }: Site): Promise<readonly CrawlView[]> {
  const path = buildPath(kinds.crawl, { namespace });
  const query = { labelSelector: `${labels.site}=${name}` };
  const { items } = await explained("list the DocSite's Crawls", () =>
    client.request<{ items: KubeObject[] }>({ method: "GET", path, query }),
  );
  return items.map(readCrawl).filter((crawl) => crawl !== undefined);
}

/** Of the crawl that published the snapshot; else the newest that published at all. */
function choosePlan(crawls: readonly CrawlView[], published: string | undefined): CrawlPlan | undefined {
  const ended = crawls.filter(({ status }) => status.snapshot !== undefined);
  const newest = ended.toSorted((left, right) => (left.createdAt < right.createdAt ? 1 : -1)).at(0);
  return (ended.find(({ status }) => status.snapshot?.id === published) ?? newest)?.spec.plan;
}
