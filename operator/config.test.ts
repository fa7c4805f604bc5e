import { expect, test } from "vitest";
import { BadConfiguration, readConfig } from "./config.ts";

test("nothing needs to be set", () => {
  expect(
    readConfig({ PATH: "/bin", DOCSYNAPSE_SERVICE_HOST: "10.96.0.7", DOCSYNAPSE_PORT_4222_TCP: "x" }),
  ).toMatchObject({
    settings: { maxActiveCrawlsPerHost: 1, scheduleSpreadMs: 120_000, deniedRanges: [] },
    leaderElection: true,
  });
});

test("every problem is told at once, with its variable", () => {
  const environment = {
    DOCSYNAPSE_MAX_ACTIVE_CRAWLS: "many",
    DOCSYNAPSE_DENIED_RANGES: "10.0.0.0/8, here",
    DOCSYNAPSE_NATS_URL: "http://nats",
    DOCSYNAPSE_SPREAD: "1m",
  };

  const read = () => readConfig(environment);

  expect(read).toThrow(BadConfiguration);
  for (const name of Object.keys(environment)) expect(read).toThrow(name);
});

test("ranges are read one by one", () => {
  const { settings } = readConfig({ DOCSYNAPSE_DENIED_RANGES: "203.0.113.0/24, 2001:db8::/32" });

  expect(settings.deniedRanges).toEqual(["203.0.113.0/24", "2001:db8::/32"]);
});
