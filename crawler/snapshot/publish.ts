import type { PageCounts } from "../contract.ts";
import type { StoreWriter } from "../store/store.ts";
import { compareSnapshots, type SnapshotChanges } from "./changes.ts";
import { engineVersion, planDigest, readingDigest } from "./engine.ts";
import type { FoldedPage } from "./fold.ts";
import { checkGate, type Refusal } from "./gate.ts";
import { fileIn, latestLink, latestPath, snapshotFiles, snapshotFolder } from "./layout.ts";
import type { PublishInput } from "./publish-input.ts";
import { buildReport, countBuckets, settleOutcomes } from "./report.ts";
import { buildReportHtml } from "./report-html.ts";
import { removeExpired, removeSnapshot, removeWork } from "./retention.ts";
import {
  readLatest,
  readLatestVersion,
  readSiteFile,
  snapshotFormat,
  type LatestFile,
  type SiteFile,
  type SnapshotCounts,
} from "./site-file.ts";
import { buildSiteIndex, type SiteIndex } from "./site-index.ts";
import { writeAssets } from "./write-assets.ts";
import { unlessStopped } from "./unless-stopped.ts";
import { openDerived, writeDerived, type DerivedWriter } from "./write-derived.ts";
import { writePages, type WrittenPages } from "./write-pages.ts";

export type PublishResult = Published | ({ readonly published: false } & Refusal);

interface Published extends SnapshotCounts {
  readonly published: true;
  readonly snapshot: string;
  /** Where a person finds it. */
  readonly location: string;
  /** The outcomes' buckets, with folded pages as skipped. */
  readonly buckets: PageCounts;
  readonly foldedPages: readonly FoldedPage[];
}

/**
 * Makes the crawl's results the site's latest snapshot, or says why not. Cut off anywhere it can be called again with
 * the same input and ends with the same bytes; readers see the last snapshot until `latest.json` is replaced.
 */
export async function publishSnapshot(input: PublishInput): Promise<PublishResult> {
  const { latest, version } = await readLatestVersion(input.store);
  const finished = await findPublished(input, latest);
  if (finished) return await finishPublished(input, finished);
  if (await isSuperseded(input, latest)) return superseded(input, latest);
  const site = await buildSiteIndex(input);
  const refusal = checkGate(input.plan.publish, gateFacts(input, site));
  if (refusal) return { published: false, ...refusal };
  // What an attempt that was cut off has left, perhaps of other pages.
  await unlessStopped(removeSnapshot(input.store, input.plan.snapshot), input.signal);
  const written = await writeContents(input, site);
  const changes = compareSnapshots(input.previous?.pages.values() ?? [], written.pages);
  const counts = countSnapshot(site, written, changes);
  await writeChanges(input, changes);
  await writeReports(input, site, written, changes, counts);
  const siteFile = await writeSiteFile(input, written, counts);
  if (!(await nameLatest(input, siteFile, version))) {
    await removeSnapshot(input.store, siteFile.snapshot);
    return superseded(input, await readLatest(input.store));
  }
  await cleanUp(input);
  return publishedResult(input, siteFile, site.folded);
}

/** Our own snapshot, when an earlier call got as far as `latest.json`. */
async function findPublished({ store, plan }: PublishInput, latest?: LatestFile): Promise<SiteFile | undefined> {
  return latest?.snapshot === plan.snapshot ? await readSiteFile(store, plan.snapshot) : undefined;
}

async function finishPublished(input: PublishInput, siteFile: SiteFile): Promise<Published> {
  await cleanUp(input);
  return publishedResult(input, siteFile, []);
}

/** Someone else has published since this crawl began: what it took for unchanged may be another page by now. */
async function isSuperseded({ store, previous }: PublishInput, latest?: LatestFile): Promise<boolean> {
  if (latest === undefined || latest.snapshot === previous?.snapshot) return false;
  return (await readSiteFile(store, latest.snapshot)) !== undefined;
}

function superseded({ store, plan }: PublishInput, latest?: LatestFile): PublishResult {
  const other = latest === undefined ? "another crawl" : `another crawl, which published ${latest.snapshot}`;
  const message =
    `${store.locate("")} was written to by ${other} while ${plan.snapshot} was made, so that one stays: ` +
    "crawl again, and one at a time";
  return { published: false, reason: "superseded", message };
}

function gateFacts({ previous, loginUrl }: PublishInput, site: SiteIndex) {
  const previousPages = [...(previous?.pages.keys() ?? [])];
  const gone = previousPages.filter((url) => site.pageOf(url) === undefined);
  return { pages: site.pages.length, previousPages: previousPages.length, gonePages: gone.length, loginUrl };
}

interface WrittenContents extends WrittenPages {
  readonly assets: { readonly count: number; readonly bytes: number };
}

async function writeContents(input: PublishInput, site: SiteIndex): Promise<WrittenContents> {
  await using deriver = input.previous ? undefined : await openDerived(input);
  const written = await writeListed(input, site, deriver);
  await (deriver ? deriver.commit() : writeDerived(input, written.derived));
  return written;
}

/** All that the manifest lists, and the manifest. */
async function writeListed(input: PublishInput, site: SiteIndex, deriver?: DerivedWriter): Promise<WrittenContents> {
  const manifest = await input.store.openWrite(fileIn(input.plan.snapshot, snapshotFiles.manifest));
  try {
    const pages = await writePages(input, site, manifest, deriver);
    const assets = await writeAssets(input, site, manifest);
    await manifest.commit();
    return { ...pages, assets };
  } catch (error) {
    await abortQuietly(manifest);
    throw error;
  }
}

/** The first error is the one to tell; a store that fails may well fail at this too. */
async function abortQuietly(writer: StoreWriter): Promise<void> {
  await Promise.allSettled([writer.abort()]);
}

function countSnapshot(site: SiteIndex, written: WrittenContents, changes: SnapshotChanges): SnapshotCounts {
  return {
    pages: written.pages.length,
    added: changes.added.length,
    changed: changes.changed.length,
    removed: changes.removed.length,
    unchanged: changes.unchanged,
    assets: written.assets.count,
    bytes: written.pages.reduce((sum, page) => sum + page.bytes, written.assets.bytes),
    folded: site.folded.length,
  };
}

async function writeChanges({ store, plan }: PublishInput, changes: SnapshotChanges): Promise<void> {
  await store.write(fileIn(plan.snapshot, snapshotFiles.changes), `${JSON.stringify(changes, null, 1)}\n`);
}

async function writeReports(
  input: PublishInput,
  site: SiteIndex,
  written: WrittenContents,
  changes: SnapshotChanges,
  counts: SnapshotCounts,
): Promise<void> {
  const outcomes = settleOutcomes(input.outcomes, site.folded);
  const report = buildReport(input, { counts, outcomes, folded: site.folded, pages: written.pages, changes });
  const paths = written.pages.map((page) => page.path);
  await input.store.write(fileIn(input.plan.snapshot, snapshotFiles.report), `${JSON.stringify(report, null, 1)}\n`);
  await input.store.write(fileIn(input.plan.snapshot, snapshotFiles.reportHtml), buildReportHtml(report, paths));
}

async function writeSiteFile(
  { store, plan, stats, now }: PublishInput,
  { derived }: WrittenPages,
  counts: SnapshotCounts,
): Promise<SiteFile> {
  const siteFile: SiteFile = {
    format: snapshotFormat,
    snapshot: plan.snapshot,
    site: plan.site,
    url: plan.url,
    startedAt: stats.startedAt,
    finishedAt: stats.finishedAt,
    publishedAt: now().toISOString(),
    engine: engineVersion,
    reading: readingDigest(plan),
    plan: planDigest(plan),
    derived,
    counts,
  };
  await store.write(fileIn(plan.snapshot, snapshotFiles.site), `${JSON.stringify(siteFile, null, 1)}\n`);
  return siteFile;
}

/** False: `latest.json` has changed since it had this version, and not by our own hand. */
async function nameLatest({ store }: PublishInput, siteFile: SiteFile, version?: string): Promise<boolean> {
  const { format, snapshot, publishedAt, counts } = siteFile;
  const latest: LatestFile = { format, snapshot, publishedAt, pages: counts.pages };
  if (await store.replace(latestPath, `${JSON.stringify(latest)}\n`, version)) return true;
  // An answer may have been lost, and the write repeated over our own.
  return (await readLatest(store))?.snapshot === snapshot;
}

async function cleanUp({ store, plan, now, signal }: PublishInput): Promise<void> {
  await store.link?.(latestLink, snapshotFolder(plan.snapshot));
  const removal = removeExpired(store, plan, now()).then(() => removeWork(store, plan.snapshot));
  try {
    await unlessStopped(removal, signal);
  } catch (error) {
    // It is published, and the next crawl removes what this one could not.
    if (signal?.aborted !== true) throw error;
  }
}

function publishedResult(
  { store, outcomes }: PublishInput,
  { snapshot, counts }: SiteFile,
  folded: readonly FoldedPage[],
): Published {
  return {
    published: true,
    snapshot,
    ...counts,
    location: store.locate(snapshotFolder(snapshot)),
    buckets: countBuckets(settleOutcomes(outcomes, folded)),
    foldedPages: folded,
  };
}
