import type { JournalRecord } from "../frontier/records.ts";

/**
 * The crawl's truth: what happened, in order. A record counts once `append` has resolved; what comes after it (a file,
 * an ack, a message to workers) waits for that. There is one writer at a time.
 */
export interface Journal extends AsyncDisposable {
  /** All records from the first one, as many at once as are read at once: they come in millions. */
  replay(): AsyncIterable<readonly JournalRecord[]>;
  /** Resolves when the records are safe; records of several calls keep their order. */
  append(records: readonly JournalRecord[]): Promise<void>;
}

/** The journal cannot be read: the crawl has to begin anew. */
export class JournalDamaged extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "JournalDamaged";
  }
}

/** Another coordinator has appended: the crawl is its own now, and this one must write nothing more. */
export class JournalTaken extends Error {
  constructor() {
    super("another coordinator has taken the crawl over");
    this.name = "JournalTaken";
  }
}
