import { JetStreamApiCodes, JetStreamApiError, type JetStreamManager } from "@nats-io/jetstream";
import { journalSubjects, nameCrawl, progressBucket, readJournal, type CrawlKey } from "../../crawler/nats-names.ts";

/** Everything that a crawl has in NATS. The journal goes last: as long as it is there, the crawl is found again. */
export async function deleteCrawlStreams(jsm: JetStreamManager, crawl: CrawlKey): Promise<void> {
  const { id, requestKey, streams, bodies } = nameCrawl(crawl);
  // A purge of the subject leaves no mark behind, as a deletion of the key would.
  for (const key of [id, requestKey]) {
    const filter = `$KV.${progressBucket}.${key}`;
    await jsm.streams.purge(`KV_${progressBucket}`, { filter }).catch(unlessMissing);
  }
  for (const name of [`OBJ_${bodies}`, streams.work, streams.results, streams.journal]) {
    await jsm.streams.delete(name).catch(unlessMissing);
  }
}

/** Crawls of this installation that have a journal in NATS; those of others in the same account are left out. */
export async function listCrawlsWithStreams(
  jsm: JetStreamManager,
  installation: string | undefined,
): Promise<readonly CrawlKey[]> {
  const found: CrawlKey[] = [];
  for await (const { config } of jsm.streams.list(journalSubjects)) {
    const crawl = readJournal(config.name, config.metadata);
    if (crawl !== undefined && crawl.installation === installation) found.push(crawl);
  }
  return found;
}

export function unlessMissing(error: unknown): void {
  const isMissing = error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
  if (!isMissing) throw error;
}
