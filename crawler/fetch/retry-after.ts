const MAX_WAIT_MS = 3_600_000;

/** Retry-After (RFC 9110 10.2.3) in ms from now, between 0 and an hour; undefined when it cannot be read. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  const waitMs = /^[+-]?\d{1,12}(\.\d{0,6})?$/.test(text) ? Number(text) * 1000 : readDate(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(Math.round(waitMs), 0), MAX_WAIT_MS);
}

/** `Date.parse` takes almost anything; a date here starts with the name of a day. */
function readDate(text: string): number {
  return /^[a-z]{3,9},? /i.test(text) && text.length < 64 ? Date.parse(text) : Number.NaN;
}
