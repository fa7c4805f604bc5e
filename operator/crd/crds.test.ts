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
import { CrawlSpec } from "../crawl.ts";
import { DocSiteSpec } from "../docsite.ts";
import { crawlCrd, docSiteCrd } from "./crds.ts";
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

const specSchema = (crd: typeof docSiteCrd) => crd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["spec"] ?? {};

/** A rule of ours that CEL cannot say: the API server may let its breach through. */
type Verdict = "accepted" | "refused" | "beyond";

const numRuns = Number(process.env["DOCSYNAPSE_TEST_VERDICTS"] ?? 400);
/** A generator whose objects are all wrong, or all right, would prove nothing. */
const fewRuns = numRuns / 20;

test("the API server and the schema give the same verdict on any DocSite", async () => {
  const name = fc.oneof({ arbitrary: fc.constant("verdict"), weight: 30 }, arbitraryName);

  const verdicts = await compareVerdicts(fc.tuple(arbitraryObject(specSchema(docSiteCrd)), name), {
    path: docSites,
    build: ([spec, each]) => docSite(spec, each),
    judge: ([spec, each]) => judgeDocSite(docSite(spec, each)),
  });

  expect(verdicts.accepted).toBeGreaterThan(fewRuns);
  expect(verdicts.refused).toBeGreaterThan(fewRuns);
}, 600_000);

test("the API server and the schema give the same verdict on any Crawl", async () => {
  const verdicts = await compareVerdicts(arbitraryObject(specSchema(crawlCrd)), {
    path: crawls,
    // What is read is what the API server has pruned.
    query: { fieldValidation: "Ignore" },
    build: (spec) => ({ ...docSite(spec, "verdict"), kind: "Crawl" }),
    judge: (spec) => (CrawlSpec.safeParse(dropNulls(spec)).success ? "accepted" : "refused"),
  });

  expect(verdicts.accepted).toBeGreaterThan(fewRuns);
  expect(verdicts.refused).toBeGreaterThan(fewRuns);
}, 600_000);

const arbitraryName = fc.oneof(
  fc.stringMatching(/^[a-z0-9.-]{1,8}$/),
  fc.constantFrom("a".repeat(63), "a".repeat(64), "A", "ä", "a_b", ""),
);

interface Judged<Given> {
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly build: (given: Given) => object;
  readonly judge: (given: Given) => Verdict;
}

async function compareVerdicts<Given>(arbitrary: fc.Arbitrary<Given>, { path, query, build, judge }: Judged<Given>) {
  const verdicts: Record<Verdict, number> = { accepted: 0, refused: 0, beyond: 0 };

  await fc.assert(
    fc.asyncProperty(arbitrary, async (given) => {
      const theirs = await findRefusal(path, build(given), query);
      const ours = judge(given);

      verdicts[ours] += 1;
      const isSame = ours === "beyond" || (ours === "refused") === (theirs !== undefined);
      expect({ isSame, ours, theirs }).toMatchObject({ isSame: true });
    }),
    { numRuns },
  );

  return verdicts;
}

async function findRefusal(path: string, body: object, query?: Record<string, string>): Promise<string | undefined> {
  try {
    await create(path, body, { dryRun: "All", ...query });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 422 || error.status === 400)) return error.message;
    throw error;
  }
}

function judgeDocSite(object: { readonly spec: unknown }): Verdict {
  if (checkDocSite(object).docSite !== undefined) return "accepted";
  const parsed = DocSiteSpec.safeParse(dropNulls(object.spec));
  if (!parsed.success) return "refused";
  const names = Object.keys(docSiteChecks) as DocSiteCheck[];
  const broken = names.filter((name) => docSiteChecks[name](parsed.data).length > 0);
  return broken.some((name) => docSiteTwins[name].beyondApiServer !== undefined) ? "beyond" : "refused";
}

/** Null stands for what is not there, the whole of it too. */
function dropNulls(spec: unknown): unknown {
  return JSON.parse(JSON.stringify(spec, (_, value: unknown) => value ?? undefined) ?? "{}");
}
