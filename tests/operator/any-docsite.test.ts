import fc from "fast-check";
import { expect, test } from "vitest";
import { checkDocSite } from "../../operator/check-docsite.ts";
import { Metrics } from "../../operator/controller/metrics.ts";
import { docSiteCrd } from "../../operator/crd/crds.ts";
import { arbitraryObject } from "../cluster/arbitrary-object.ts";
import { until } from "../cluster/until.ts";
import { useCluster } from "../cluster/use-cluster.ts";
import { RunningOperator } from "./running-operator.ts";
import { World, type CrawlObject, type SiteObject } from "./world.ts";

const cluster = useCluster({ controllers: ["serviceaccount-controller", "namespace-controller"] });
const specSchema = docSiteCrd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["spec"] ?? {};
const count = Number(process.env["DOCSYNAPSE_TEST_ANY"] ?? 60);

/** What keeps a crawl from having its Jobs, by name; each is told with a remedy. */
const told = new Set(["InvalidSpec", "ReferenceMissing", "CreationRefused", "Suspended", "CrawlFailed"]);

function sampleSpecs(): readonly object[] {
  const specs = fc.sample(arbitraryObject(specSchema), count * 8);
  return specs.flatMap((spec, index) => {
    if (typeof spec !== "object" || spec === null) return [];
    const own = { ...spec, url: `https://site-${index}.example.org/` };
    const metadata = { name: "any", namespace: "any" };
    const { docSite } = checkDocSite({ apiVersion: "docsynapse.io/v1alpha1", kind: "DocSite", metadata, spec: own });
    return docSite === undefined ? [] : [own];
  });
}

/** The reason that its status gives, or what is there of it. */
function describe({ metadata, status }: SiteObject, crawls: readonly CrawlObject[], jobs: readonly string[]): string {
  if (status?.observedGeneration !== metadata.generation) return "nothing";
  const conditions = [...(status?.conditions ?? [])];
  const own = crawls.find(({ spec }) => spec.siteRef.name === metadata.name);
  conditions.push(...(own?.status?.conditions ?? []));
  const isMade = jobs.filter((job) => own !== undefined && job.startsWith(own.metadata.name)).length === 2;
  const reason = conditions.find((each) => told.has(each.reason) && each.message !== "");
  return isMade ? "made" : (reason?.reason ?? "nothing");
}

test("whatever DocSite the API server takes gets its Jobs, or says in its status what it lacks", async () => {
  const world = await World.create(cluster.client, "any");
  const metrics = new Metrics();
  await using operators = new AsyncDisposableStack();
  operators.use(new RunningOperator(cluster.client, { DOCSYNAPSE_MAX_ACTIVE_CRAWLS: "1000" }, { metrics }));
  const specs = sampleSpecs().slice(0, count);

  for (const [index, spec] of specs.entries()) await world.apply(`any-${index}`, spec);

  let ends: string[] = [];
  await until(
    "all to be told of",
    async () => {
      const [sites, crawls, jobs] = [
        await world.list<SiteObject>("docSite"),
        await world.crawls(),
        await world.names("job"),
      ];
      ends = sites.map((site) => describe(site, crawls, jobs));
      return !ends.includes("nothing");
    },
    120_000,
  ).catch((error: unknown) => {
    throw new Error(JSON.stringify(specs.filter((_, index) => ends[index] === "nothing")), { cause: error });
  });
  expect(ends.filter((end) => end === "made").length).toBeGreaterThan(count / 3);
  expect(await metrics.registry.metrics()).not.toMatch(/controller_runtime_reconcile_errors_total\{[^}]*\} [1-9]/);
}, 300_000);
