import { expect, test } from "vitest";
import { chooseExpired } from "./retention.ts";

const now = new Date("2026-01-10T00:00:00Z");
const snapshots = (...days: readonly number[]) =>
  days.map((day) => ({ id: `202601${String(day).padStart(2, "0")}T000000Z`, complete: true }));
const day = 86_400;

test.each([
  ["beyond the number to keep", { snapshots: 2 }, "20260109T000000Z", ["20260101T000000Z", "20260105T000000Z"]],
  ["too old", { snapshots: 9, maxAgeSeconds: 4 * day }, "20260109T000000Z", ["20260101T000000Z", "20260105T000000Z"]],
  [
    "never the latest, though it is the oldest",
    { snapshots: 1, maxAgeSeconds: day },
    "20260101T000000Z",
    ["20260105T000000Z", "20260108T000000Z", "20260109T000000Z"],
  ],
  ["none while there is room", { snapshots: 4 }, "20260109T000000Z", []],
] as const)("snapshots that go: %s", (_, retention, latest, expected) => {
  expect(chooseExpired(snapshots(9, 1, 5, 8), latest, retention, now)).toEqual(expected);
});

test("an unfinished snapshot goes and does not count", () => {
  const known = [...snapshots(1, 2), { id: "20260103T000000Z", complete: false }];

  expect(chooseExpired(known, "20260102T000000Z", { snapshots: 2 }, now)).toEqual(["20260103T000000Z"]);
});
