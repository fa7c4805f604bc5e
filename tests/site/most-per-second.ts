import type { TestSite } from "./test-site.ts";

/** Requests that came within any one second, at most; `stalledMs`: the site stood still for so long and saw some late. */
export function mostPerSecond({ visits }: TestSite, stalledMs = 0): number {
  const times = visits.map(({ atMs }) => atMs);
  const windowMs = 1000 - stalledMs;
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + windowMs).length));
}
