import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { computeOffsetMs, findDueTimes } from "./schedule.ts";

const at = (text: string) => new Date(text);
const facts = { schedule: "0 3 * * *", timeZone: "Etc/UTC", offsetMs: 0 };

describe("a schedule", () => {
  test("is due from its time on, once", () => {
    const since = at("2026-03-01T03:00:00Z");

    expect(findDueTimes({ ...facts, since, now: at("2026-03-02T02:59:59Z") }).due).toBeUndefined();
    expect(findDueTimes({ ...facts, since, now: at("2026-03-02T03:00:00Z") }).due).toEqual(at("2026-03-02T03:00:00Z"));
    expect(
      findDueTimes({ ...facts, since: at("2026-03-02T03:00:00Z"), now: at("2026-03-02T03:00:01Z") }).due,
    ).toBeUndefined();
  });

  test("catches up with the newest time alone", () => {
    const found = findDueTimes({ ...facts, since: at("2026-03-01T03:00:00Z"), now: at("2026-03-09T12:00:00Z") });

    expect(found).toEqual({ due: at("2026-03-09T03:00:00Z"), isMissed: false, next: at("2026-03-10T03:00:00Z") });
  });

  test("is missed after its deadline", () => {
    const found = findDueTimes({
      ...facts,
      since: at("2026-03-01T03:00:00Z"),
      now: at("2026-03-02T03:10:01Z"),
      startingDeadlineSeconds: 600,
    });

    expect(found.isMissed).toBe(true);
  });

  test.each([
    ["skipped hour", "30 2 * * *", "2026-03-29T00:00:00Z", "2026-03-29T06:00:00Z", "2026-03-29T01:00:00.000Z"],
    ["hour that comes twice", "30 2 * * *", "2026-10-24T23:00:00Z", "2026-10-25T00:31:00Z", "2026-10-25T00:30:00.000Z"],
  ])("in the %s of summer time runs once", (_, schedule, since, now, due) => {
    const berlin = { ...facts, schedule, timeZone: "Europe/Berlin" };
    const found = findDueTimes({ ...berlin, since: at(since), now: at(now) });

    const again = findDueTimes({
      ...berlin,
      since: found.due ?? at(since),
      now: new Date(at(now).getTime() + 5 * 3_600_000),
    });

    expect(found.due?.toISOString()).toBe(due);
    expect(again.due).toBeUndefined();
  });

  test.each(["@hourly", "5/20 * * * ?", "*/7 1-3 * jan-mar MON"])("%s has a next time", (schedule) => {
    const found = findDueTimes({
      ...facts,
      schedule,
      since: at("2026-01-01T00:00:00Z"),
      now: at("2026-01-01T00:00:00Z"),
    });

    expect(found.next).toBeInstanceOf(Date);
  });

  test.each([
    ["3-5/999 */24 */31 */12 *", "3 0 1 1 *"],
    ["7/60,9 0 ? * */7", "7,9 0 * * sun"],
  ])("%s has steps that leave their fields, and means %s", (schedule, plain) => {
    const [since, now] = [at("2026-01-01T00:00:00Z"), at("2026-06-01T00:00:00Z")];

    expect(findDueTimes({ ...facts, schedule, since, now })).toEqual(
      findDueTimes({ ...facts, schedule: plain, since, now }),
    );
  });

  test("puts each site off by its own share, at most a tenth of its period", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom("* * * * *", "@hourly", "@daily"), (uid, schedule) => {
        const offset = computeOffsetMs(uid, schedule, 120_000);

        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThan(schedule === "* * * * *" ? 6000 : 120_000);
        expect(computeOffsetMs(uid, schedule, 120_000)).toBe(offset);
      }),
    );
  });
});

test("whatever the times are, what is due lies between the last and now, and what is next lies ahead", () => {
  const minutes = fc.integer({ min: 0, max: 2_000_000 }).map((minute) => Date.UTC(2026, 0, 1) + minute * 60_000);
  fc.assert(
    fc.property(
      minutes,
      minutes,
      fc.constantFrom("* * * * *", "0 3 * * *", "15 2 * * 0", "@monthly"),
      fc.constantFrom("Etc/UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
      (since, now, schedule, timeZone) => {
        const { due, next } = findDueTimes({
          schedule,
          timeZone,
          since: new Date(since),
          now: new Date(now),
          offsetMs: 0,
        });

        expect(due === undefined || (due.getTime() > since && due.getTime() <= now)).toBe(true);
        expect((next?.getTime() ?? 0) > now).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
