import type { ConfigObject } from "../operator/config-object.ts";
import type { DocSite } from "../operator/docsite.ts";
import { buildPlan, buildSnapshotId } from "../operator/plan.ts";
import { formatProblem } from "../operator/problem.ts";
import { readDocSites } from "../operator/read-docsites.ts";
import { resolveReferences } from "../operator/resolve-references.ts";
import { buildStoreTarget } from "../operator/store-target.ts";
import type { StoreAccess } from "../crawler/store/target.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkProfile } from "./check-profile.ts";
import { checkSpec } from "./check-spec.ts";
import { printNote, type Context } from "./context.ts";
import { nameInput, readInput, UnreadableInput } from "./input-file.ts";
import { describeClusterFields } from "./local-limits.ts";
import { runCrawl, type CrawlRequest } from "./run-crawl.ts";
import { parseOut, readStoreAccess, refuseStoreFlags, type StoreFlags } from "./store-flags.ts";
import { UsageError } from "./usage-error.ts";

export interface RunFlags extends StoreFlags {
  readonly site?: string;
  readonly allowPrivateAddresses?: boolean;
  readonly full?: boolean;
  readonly force?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const maxResourceFileBytes = 1024 * 1024;

/** `docsynapse run`: a DocSite as the cluster would crawl it, once, in this process. */
export async function run(file: string, flags: RunFlags, context: Context): Promise<number> {
  const request = await planRun(file, flags, context);
  return await runCrawl({ ...request, ...flags }, context);
}

export async function planRun(file: string, flags: RunFlags, context: Context): Promise<CrawlRequest> {
  const { docSites, objects } = await readResources(file, context);
  const docSite = withFlags(chooseDocSite(docSites, flags.site), flags);
  const { credentials, caBundle, profile, outputAccess } = checkLocalRun(docSite, objects, flags, context);
  const plan = buildPlan(docSite, {
    snapshot: buildSnapshotId(context.now()),
    full: flags.full ?? false,
    force: flags.force ?? false,
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(profile === undefined ? {} : { profile }),
  });
  const { target, storeAccess } = await chooseStore(docSite, outputAccess, flags, context);
  return { plan, target, storeAccess, credentials };
}

/** `--out` goes before the resource's own target, and has its own options. */
async function chooseStore(docSite: DocSite, outputAccess: StoreAccess, flags: RunFlags, context: Context) {
  const own = buildStoreTarget(docSite);
  if (flags.out === undefined && own !== undefined) {
    refuseStoreFlags(flags);
    return { target: own, storeAccess: { ...context.storeAccess, ...outputAccess } };
  }
  const target = parseOut(flags.out ?? `docsynapse/${docSite.metadata.name}`, flags);
  return { target, storeAccess: await readStoreAccess(flags, context) };
}

async function readResources(file: string, context: Context) {
  const bytes = await readInput(file, maxResourceFileBytes, context).catch((error: unknown) => {
    throw error instanceof UnreadableInput ? new UsageError(error.message, error) : error;
  });
  const resources = readDocSites(bytes.toString("utf8"));
  if (resources.problems.length > 0) {
    throw new UsageError(
      resources.problems.map((problem) => formatProblem(problem, nameInput(file))).join("\nerror: "),
    );
  }
  return resources;
}

function chooseDocSite(docSites: readonly DocSite[], name: string | undefined): DocSite {
  const names = docSites.map(({ metadata }) => metadata.name).join(", ");
  const chosen = name === undefined ? docSites : docSites.filter(({ metadata }) => metadata.name === name);
  const [docSite, another] = chosen;
  if (docSite === undefined) throw new UsageError(`--site ${name}: the file has no such DocSite; it has ${names}`);
  if (another !== undefined) throw new UsageError(`the file holds several DocSites; choose one with --site: ${names}`);
  return docSite;
}

function withFlags(docSite: DocSite, { allowPrivateAddresses }: RunFlags): DocSite {
  if (allowPrivateAddresses !== true) return docSite;
  const { spec } = docSite;
  return { ...docSite, spec: { ...spec, network: { ...spec.network, allowPrivateAddresses: true } } };
}

function checkLocalRun(docSite: DocSite, objects: readonly ConfigObject[], flags: RunFlags, context: Context) {
  const { spec } = docSite;
  const references = resolveReferences(docSite, objects);
  if (references.problems.length > 0) throw new UsageError(references.problems.join("\nerror: "));
  checkSpec(spec);
  if (references.profile !== undefined) checkProfile(references.profile, "spec.extraction.profile");
  if (!spec.network.allowPrivateAddresses) {
    const urls = [spec.url, ...spec.startUrls].map((url) => new URL(url));
    checkAddresses(urls, "set spec.network.allowPrivateAddresses: true, or add --allow-private-addresses");
  }
  if (flags.quiet !== true)
    for (const note of describeClusterFields(docSite, flags.out !== undefined)) printNote(context, note);
  return references;
}
