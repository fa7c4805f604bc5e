import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { arbitraryObject } from "../../tests/cluster/arbitrary-object.ts";
import { useCluster } from "../../tests/cluster/use-cluster.ts";
import { ApiError } from "../controller/api-error.ts";
import { checkDocSite } from "../check-docsite.ts";
import { docSiteChecks, type DocSiteCheck } from "../docsite-checks.ts";
import { DocSiteSpec } from "../docsite.ts";
import { docSiteCrd } from "./crds.ts";
import { docSiteTwins } from "./docsite-rules.ts";

const docSites = "/apis/docsynapse.io/v1alpha1/namespaces/default/docsites";
const crawls = "/apis/docsynapse.io/v1alpha1/namespaces/default/crawls";
const samples = resolve(import.meta.dirname, "../../manifests/samples");
const world = useCluster();

const docSite = (spec: unknown, name = "guide") => ({
  apiVersion: "docsynapse.io/v1alpha1",
  kind: "DocSite",
  metadata: { name, namespace: "default" },
  spec,
});

async function create(path: string, body: unknown, query: Record<string, string> = {}): Promise<unknown> {
  return await world.client.request({ method: "POST", path, body, query: { fieldValidation: "Strict", ...query } });
}

test("the smallest DocSite gets every default that zod gives", async () => {
  const spec = { url: "https://docs.example.org/" };

  const created = (await create(docSites, docSite(spec, "defaults"))) as { spec: unknown };

  expect(created.spec).toEqual(DocSiteSpec.parse(spec));
});

test.each(readdirSync(samples))("the sample %s applies", async (file) => {
  const sample: unknown = parse(readFileSync(join(samples, file), "utf8"));

  await create(docSites, sample, { dryRun: "All" });
  expect(checkDocSite(sample).findings).toEqual([]);
});

test.each<[string, object, string]>([
  ["two targets", { output: { s3: { bucket: "b" }, volume: {} } }, "only one of volume, s3, gcs and azure"],
  ["a password in the URL", { url: "https://me:secret@docs.example.org/" }, "use spec.auth.basic"],
  ["more workers at least than at most", { workers: { min: 5, max: 2 } }, "lower min"],
  ["a schedule that is none", { schedule: "at noon" }, "cron expression"],
  ["a rate near nothing", { politeness: { requestsPerSecond: 0.0001 } }, "at least 0.001"],
  ["a URL without scheme", { url: "docs.example.org" }, "spec.url"],
])("refuses %s with its field and the remedy", async (_, part, message) => {
  const attempt = create(docSites, docSite({ url: "https://docs.example.org/", ...part }, "refused"));

  await expect(attempt).rejects.toThrow(message);
});

test("a Crawl made by hand needs a DocSite's name alone, is scaled, and keeps its plan", async () => {
  const crawl = {
    apiVersion: "docsynapse.io/v1alpha1",
    kind: "Crawl",
    metadata: { name: "by-hand" },
    spec: { siteRef: { name: "guide" } },
  };

  await create(crawls, crawl);
  await world.client.request({
    method: "PATCH",
    path: `${crawls}/by-hand/scale`,
    contentType: "application/merge-patch+json",
    body: { spec: { replicas: 3 } },
  });
  const scaled = await world.client.request<{ spec: { workers: number } }>({
    method: "GET",
    path: `${crawls}/by-hand`,
  });
  const renamed = world.client.request({
    method: "PATCH",
    path: `${crawls}/by-hand`,
    contentType: "application/merge-patch+json",
    body: { spec: { siteRef: { name: "other" } } },
  });

  expect(scaled.spec.workers).toBe(3);
  await expect(renamed).rejects.toThrow("delete this Crawl and make another");
});

// One seed: what another one finds belongs into a table of its own, not into somebody else's run.
test("the API server and the schema give the same verdict on any DocSite", async () => {
  const schema = docSiteCrd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["spec"] ?? {};
  const verdicts = { accepted: 0, refused: 0, beyond: 0 };

  await fc.assert(
    fc.asyncProperty(arbitraryObject(schema), async (spec) => {
      const theirs = await findRefusal(spec);
      const ours = findOurRefusal(spec);

      verdicts[ours ?? "accepted"] += 1;
      // What CEL cannot say the API server may let through; all else it refuses if and only if we do.
      const expected = ours === "beyond" ? theirs !== undefined : ours === "refused";
      expect({ spec, theirs, refused: theirs !== undefined }).toMatchObject({ refused: expected });
    }),
    { numRuns: 400, seed: 1831893957 },
  );

  expect(verdicts.accepted).toBeGreaterThan(20);
  expect(verdicts.refused).toBeGreaterThan(20);
}, 120_000);

async function findRefusal(spec: unknown): Promise<string | undefined> {
  try {
    await create(docSites, docSite(spec, "verdict"), { dryRun: "All" });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 422 || error.status === 400)) return error.message;
    throw error;
  }
}

function findOurRefusal(spec: unknown): "refused" | "beyond" | undefined {
  if (checkDocSite(docSite(spec)).docSite !== undefined) return undefined;
  // Null stands for what is not there, the whole of it too.
  const withoutNulls: unknown = JSON.parse(JSON.stringify(spec, (_, value: unknown) => value ?? undefined) ?? "{}");
  const parsed = DocSiteSpec.safeParse(withoutNulls);
  if (!parsed.success) return "refused";
  const names = Object.keys(docSiteChecks) as DocSiteCheck[];
  const broken = names.filter((name) => docSiteChecks[name](parsed.data).length > 0);
  return broken.some((name) => docSiteTwins[name].beyondApiServer !== undefined) ? "beyond" : "refused";
}
