import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BadConfiguration, readConfig } from "../config.ts";
import { makeKeys } from "./make-keys.ts";
import { readSharedEntries } from "./nats-settings.ts";

const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const credentials = "-----BEGIN NATS USER JWT-----\na.b.c\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logins-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a mounted Secret looks. */
function mount(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(join(path, "..data"), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof BadConfiguration) return error.problems;
    throw error;
  }
}

describe("the operator's login to NATS", () => {
  test("is none where nothing is said", () => {
    expect(readConfig({}).settings.natsLogin).toEqual({ kind: "none", entries: [] });
  });

  test("with a signing key gives each crawl one of its own", async () => {
    const { "signing.nk": seed, "account.pub": account } = await makeKeys();
    const files = { "signing.nk": `${seed}\n`, "account.pub": `${account}\n`, "ca.crt": certificate };

    const { settings, nats } = readConfig({ DOCSYNAPSE_NATS_LOGIN_FOLDER: mount("own", files) });

    expect(settings.natsLogin).toEqual({ kind: "signed", entries: ["nats.creds", "ca.crt"] });
    expect(Object.keys(readSharedEntries(nats))).toEqual(["ca.crt"]);
  });

  test("is not the crawls', who have theirs in another folder", () => {
    const own = mount("own", { "nats.creds": credentials, "ca.crt": certificate });
    const theirs = mount("theirs", { user: "crawls\n", password: "p\n" });

    const { settings, nats } = readConfig({
      DOCSYNAPSE_NATS_LOGIN_FOLDER: own,
      DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER: theirs,
    });

    expect(settings.natsLogin).toEqual({ kind: "shared", entries: ["ca.crt", "password", "user"] });
    expect(readSharedEntries(nats)).toEqual({ "ca.crt": certificate.trimEnd(), user: "crawls", password: "p" });
  });

  test("is refused with every problem at once, and without a value", async () => {
    const { "signing.nk": seed } = await makeKeys();
    const own = mount("own", {
      user: "me",
      token: "hidden",
      "ca.crt": "hidden",
      "tls.key": "-----BEGIN PRIVATE KEY-----",
      "signing.nk": "hidden",
      "account.pub": "hidden",
      "notes.txt": "hidden",
    });
    const theirs = mount("theirs", { "signing.nk": seed, "account.pub": "A" });

    const problems = problemsOf({
      DOCSYNAPSE_NATS_URL: "http://nats",
      DOCSYNAPSE_NATS_LOGIN_FOLDER: own,
      DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER: theirs,
      DOCSYNAPSE_NATS_LOGIN_LIFETIME: "5m",
    }).join("\n");

    for (const told of [
      "DOCSYNAPSE_NATS_URL: must be nats://host:port",
      "DOCSYNAPSE_NATS_LOGIN_LIFETIME: must be 10m or longer",
      `DOCSYNAPSE_NATS_LOGIN_FOLDER (${own}): notes.txt is none of the files`,
      "password is missing: user and password go together",
      "tls.crt is missing",
      "holds user and token: one way to log in is enough",
      "ca.crt must be certificates in PEM",
      "DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER: signing.nk is not for crawls",
    ]) {
      expect(problems).toContain(told);
    }
    expect(problems).not.toContain("hidden");
    expect(problems).not.toContain(seed);
  });

  test.each([
    ["a folder that is not there", { own: undefined }, /NATS_LOGIN_FOLDER .*cannot be read \(ENOENT\)/],
    ["an empty one", { own: {} }, /holds no file; there may be nats.creds, user/],
    ["a login that crawls have no part in", { own: { token: "t" } }, /NATS_CRAWL_LOGIN_FOLDER: say how crawls log in/],
    ["a seed that is none", { own: { "signing.nk": "x", "account.pub": "A" } }, /is no seed of an account's key/],
  ])("is refused for %s", (_, { own }, message) => {
    const path = own === undefined ? join(folder, "nowhere") : mount("own", own);

    expect(problemsOf({ DOCSYNAPSE_NATS_LOGIN_FOLDER: path }).join("\n")).toMatch(message);
  });

  test("is refused where keys are made and given", async () => {
    const { "signing.nk": seed, "account.pub": account } = await makeKeys();
    const own = mount("own", { "signing.nk": seed, "account.pub": account });

    const problems = problemsOf({ DOCSYNAPSE_NATS_LOGIN_FOLDER: own, DOCSYNAPSE_NATS_KEYS_SECRET: "keys" });

    expect(problems).toEqual([expect.stringContaining("DOCSYNAPSE_NATS_KEYS_SECRET")]);
  });
});
