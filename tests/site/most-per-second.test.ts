import { describe, expect, it } from "vitest";
import { mostPerSecond } from "./most-per-second.ts";

/** Awake from 0 to 10 s, but for these times. */
const beatsBut = (...stalls: readonly (readonly [number, number])[]): number[] =>
  Array.from({ length: 10_000 }, (_, ms) => ms).filter((ms) => !stalls.some(([from, to]) => ms > from && ms < to));

const seenAt = (...times: readonly number[]) => ({
  visits: times.map((atMs) => ({ path: "/", atMs, status: 200, headers: {} })),
});

describe("the requests of one second", () => {
  it("are counted in the busiest one, wherever it begins", () => {
    const site = seenAt(100, 1050, 1500, 1900, 2060, 4000);

    expect(mostPerSecond(site, { beats: beatsBut() })).toBe(3);
  });

  it("are not those that came in another one and were seen late", () => {
    const even = [500, 1600, 2700, 3800, 4900, 6000];
    const seen = seenAt(...even.map((ms) => (ms === 3800 ? 4800.5 : ms)));

    expect(mostPerSecond(seen, { beats: beatsBut([3700, 4800]) })).toBe(1);
    expect(mostPerSecond(seen, { beats: beatsBut() })).toBe(2);
  });

  it("are still too many when the site stood still at another time", () => {
    const site = seenAt(1000, 1100, 1200, 1300, 1400);

    expect(mostPerSecond(site, { beats: beatsBut([3000, 9000]) })).toBe(5);
  });

  it("are not told where the site stood still when they came, or where none came", () => {
    const site = seenAt(100, 1999.2, 1999.4, 1999.6);

    expect(() => mostPerSecond(site, { beats: beatsBut([200, 1999]) })).toThrow("nothing is measured");
    expect(() => mostPerSecond(seenAt(), { beats: beatsBut() })).toThrow("nothing is measured");
  });
});
