import { checkDocSite } from "../operator/check-docsite.ts";
import { apiVersion, type DocSite } from "../operator/docsite.ts";
import { buildPlan, buildSnapshotId } from "../operator/plan.ts";
import { formatPath } from "../operator/problem.ts";
import { credentialHosts } from "../operator/resolve-references.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkGlobs } from "./check-globs.ts";
import { checkSelectors } from "./check-selectors.ts";
import { printNote, type Context } from "./context.ts";
import type { CrawlFlags } from "./crawl-flags.ts";
import { collectHeaders } from "./request-headers.ts";
import { runCrawl, type CrawlRequest } from "./run-crawl.ts";
import { nameSite } from "./site-name.ts";
import { parseStartUrl } from "./start-url.ts";
import { parseOut, readCertificates, readStoreAccess } from "./store-flags.ts";
import { UsageError } from "./usage-error.ts";

/** `docsynapse crawl`: the flags become a DocSite, and from there all is as with `run`. */
export async function crawl(typedUrl: string, flags: CrawlFlags, context: Context): Promise<number> {
  const request = await planCrawl(typedUrl, flags, context);
  return await runCrawl({ ...request, ...flags }, context);
}

export async function planCrawl(typedUrl: string, flags: CrawlFlags, context: Context): Promise<CrawlRequest> {
  const start = parseStartUrl(typedUrl);
  if (flags.allowPrivateAddresses !== true) checkAddresses([start.url], "add --allow-private-addresses to crawl it");
  checkGlobs(flags.include ?? [], "--include");
  checkGlobs(flags.exclude ?? [], "--exclude");
  checkSelectors([flags.contentSelector], "--content-selector");
  checkSelectors(flags.remove ?? [], "--remove");
  const headers = collectHeaders(start.authorization, flags.header ?? []);
  const docSite = buildDocSite(start.url, flags);
  const caBundle = flags.ca === undefined ? undefined : await readCertificates(flags.ca, "--ca");
  for (const note of start.notes) if (flags.quiet !== true) printNote(context, note);
  const plan = buildPlan(docSite, {
    snapshot: buildSnapshotId(context.now()),
    full: flags.full ?? false,
    force: flags.force ?? false,
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(flags.timeout === undefined ? {} : { requestTimeoutMs: flags.timeout }),
  });
  const target = parseOut(flags.out ?? `docsynapse/${docSite.metadata.name}`, flags);
  const storeAccess = await readStoreAccess(flags, context);
  const credentials = { headers, hosts: credentialHosts(start.url) };
  return { plan, target, storeAccess, credentials };
}

const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

function buildDocSite(url: URL, flags: CrawlFlags): DocSite {
  const { docSite, findings } = checkDocSite({
    apiVersion,
    kind: "DocSite",
    metadata: { name: nameSite(url), namespace: "local" },
    spec: {
      url: url.href,
      scope: {
        include: flags.include ?? [],
        exclude: flags.exclude ?? [],
        hosts: flags.host ?? [],
        maxDepth: flags.maxDepth ?? null,
        maxPages: flags.maxPages ?? null,
        query: capitalised(flags.query),
      },
      politeness: {
        requestsPerSecond: flags.rate ?? null,
        maxConcurrency: flags.concurrency ?? null,
        robots: flags.ignoreRobots === true ? "Ignore" : "Respect",
        userAgent: flags.userAgent ?? null,
      },
      rendering: { mode: capitalised(flags.render) },
      extraction: { contentSelector: flags.contentSelector ?? null, removeSelectors: flags.remove ?? [] },
      output: { assets: flags.assets },
      publish: { maxRemovedPercent: flags.maxRemoved ?? null, minPages: flags.minPages ?? null },
      retention: { snapshots: flags.keepSnapshots ?? null },
      network: { proxy: flags.proxy ?? null, allowPrivateAddresses: flags.allowPrivateAddresses ?? false },
    },
  });
  if (docSite !== undefined) return docSite;
  const lines = findings.map(
    ({ path, found, allowed }) => `${nameFlag(formatPath(path))}: found ${found}; allowed: ${allowed}`,
  );
  throw new UsageError(lines.join("\nerror: "));
}

const flagsByField: Readonly<Record<string, string>> = {
  "spec.url": "the URL",
  "spec.scope.include": "--include",
  "spec.scope.exclude": "--exclude",
  "spec.scope.hosts": "--host",
  "spec.politeness.userAgent": "--user-agent",
  "spec.extraction.contentSelector": "--content-selector",
  "spec.extraction.removeSelectors": "--remove",
  "spec.network.proxy": "--proxy",
};

function nameFlag(field: string): string {
  return flagsByField[field.replace(/\[\d+\]$/, "")] ?? field;
}
