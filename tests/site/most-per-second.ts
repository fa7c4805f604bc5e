import type { TestSite } from "./test-site.ts";

/**
 * Requests that came within any one second, at most. What came while the site itself stood still was seen late, and
 * close together: a second is shorter by that.
 */
export function mostPerSecond({ visits }: TestSite, stalledMs: number): number {
  const times = visits.map(({ atMs }) => atMs);
  const windowMs = 1000 - stalledMs;
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length));
}
