import type { JournalRecord } from "../frontier/records.ts";

/** Shorter ones pass before anybody wonders. */
const TOLD_FROM_MS = 20_000;

/** What to tell of a host that wants to be left alone for long; undefined when this record begins no such pause. */
export function pauseNote(record: Extract<JournalRecord, { readonly type: "settled" }>): string | undefined {
  const { settlement, atMs } = record;
  if (settlement.type !== "retry" || settlement.hostPausedUntilMs === undefined) return undefined;
  const pauseMs = settlement.hostPausedUntilMs - atMs;
  if (pauseMs < TOLD_FROM_MS) return undefined;
  const seconds = Math.round(pauseMs / 1000);
  const time = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `${settlement.detail ?? settlement.reason}: waiting ${time} before its host is asked again`;
}
