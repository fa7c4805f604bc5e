import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BadConfiguration, readConfig } from "./config.ts";
import { readSiteAuth } from "./site-auth.ts";
import { planFor } from "./testing/plan.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "site-auth-"));
  const files = { key: "s3cret\n", session: "abc\r\n", user: "me", password: "päss: word\n", broken: "s3cret\nmore\n" };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, "plan.json"), JSON.stringify(planFor("https://docs.example.org/")));
  await writeFile(join(folder, "ca.pem"), "-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n");
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const hosts = ["docs.example.org:443"];

test("values come from files, without the line feed that ends them", () => {
  const problems: string[] = [];
  const auth = {
    hosts,
    headers: [{ name: "X-Key", file: "key" }],
    cookies: [
      { name: "a", file: "session" },
      { name: "b", file: "key" },
    ],
    basic: { usernameFile: "user", passwordFile: "password" },
  };

  const credentials = readSiteAuth(JSON.stringify(auth), folder, problems);

  expect({ credentials, problems }).toEqual({
    credentials: {
      hosts,
      headers: [
        { name: "X-Key", value: "s3cret" },
        { name: "Authorization", value: `Basic ${Buffer.from("me:päss: word").toString("base64")}` },
        { name: "Cookie", value: "a=abc; b=s3cret" },
      ],
    },
    problems: [],
  });
});

test.each([
  ["no JSON", "{", /JSON/],
  ["a path", JSON.stringify({ hosts, headers: [{ name: "X", file: "../key" }] }), /headers\.0\.file: .*name of a file/],
  ["no file", JSON.stringify({ hosts, headers: [{ name: "X", file: "gone" }] }), /\/gone: there is no such file/],
  ["a line break", JSON.stringify({ hosts, headers: [{ name: "X", file: "broken" }] }), /\/broken: .*line break/],
  ["a cookie of two lines", JSON.stringify({ hosts, cookies: [{ name: "X", file: "broken" }] }), /\/broken: .*cookie/],
])("%s is told without the value", (_, text, problem) => {
  const problems: string[] = [];

  const credentials = readSiteAuth(text, folder, problems);

  expect(credentials).toBeUndefined();
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems.join()).not.toContain("s3cret");
});

test("a worker takes them, and the site's certificates, from its environment", () => {
  const config = readConfig("worker", {
    DOCSYNAPSE_PLAN: join(folder, "plan.json"),
    DOCSYNAPSE_NATS_URL: "nats://nats:4222",
    DOCSYNAPSE_SITE_AUTH: JSON.stringify({ hosts, headers: [{ name: "X-Key", file: "key" }] }),
    DOCSYNAPSE_SITE_AUTH_FOLDER: folder,
    DOCSYNAPSE_SITE_CA_FILE: join(folder, "ca.pem"),
  });

  expect(config.credentials).toEqual({ hosts, headers: [{ name: "X-Key", value: "s3cret" }] });
  expect(config.plan.network.caBundle).toContain("BEGIN CERTIFICATE");
});

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig("worker", environment);
    return [];
  } catch (error) {
    if (error instanceof BadConfiguration) return error.problems;
    throw error;
  }
}

test("every problem of the environment is told at once", () => {
  const problems = problemsOf({
    DOCSYNAPSE_PLAN: join(folder, "plan.json"),
    DOCSYNAPSE_NATS_URL: "nats://nats:4222",
    DOCSYNAPSE_SITE_AUTH: JSON.stringify({ hosts, headers: [{ name: "X-Key", file: "key" }] }),
    DOCSYNAPSE_SITE_CREDENTIALS_FILE: join(folder, "key"),
    DOCSYNAPSE_SITE_CA_FILE: join(folder, "key"),
  });

  expect(problems).toEqual([
    expect.stringMatching(/^DOCSYNAPSE_SITE_AUTH: .*not both/),
    expect.stringMatching(/^DOCSYNAPSE_SITE_AUTH_FOLDER: /),
    expect.stringMatching(/^DOCSYNAPSE_SITE_CA_FILE .*no certificate/),
  ]);
  expect(problems.join()).not.toContain("s3cret");
});
