import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RenewedCredentials } from "./renewed-credentials.ts";

let folder: string;
let file: string;
let nowMs: number;
let notes: string[];
let credentials: RenewedCredentials;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "credentials-"));
  file = join(folder, "nats.creds");
  nowMs = 1_000_000;
  notes = [];
  credentials = new RenewedCredentials({ file, onNote: (note) => notes.push(note), nowMs: () => nowMs });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As `nsc` and the operator write them; absent: for ever. */
function write(expiresAtMs?: number): void {
  const claims = expiresAtMs === undefined ? {} : { exp: expiresAtMs / 1000 };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  writeFileSync(file, `-----BEGIN NATS USER JWT-----\neyJ0.${payload}.c2ln\n------END NATS USER JWT------\n`);
}

function tryFor(ms: number, tries = 5): void {
  for (let each = 0; each < tries; each += 1) {
    credentials.read();
    nowMs += ms / tries;
  }
}

test("credentials that are refused at first are given up soon", () => {
  write();
  tryFor(3500);

  expect(() => credentials.read()).toThrow(`the credentials in ${file} are refused; check the credentials`);
});

test("a slow server's few refusals are none", () => {
  write();
  tryFor(60_000, 4);

  expect(() => credentials.read()).not.toThrow();
});

test("expired ones are waited for, however long, and told once", () => {
  write(nowMs - 1000);
  for (let hours = 0; hours < 24; hours += 1) tryFor(3_600_000, 1);

  expect(notes).toEqual([`the NATS credentials in ${file} have expired; waiting for new ones`]);
  write(nowMs + 60_000);
  expect(credentials.read().toString()).toContain("NATS USER JWT");
});

test("ones that were good may be replaced within the time that a node takes for it", () => {
  write(nowMs + 3_600_000);
  credentials.read();
  credentials.accepted();
  tryFor(120_000);

  expect(() => credentials.read()).not.toThrow();

  nowMs += 120_000;
  expect(() => credentials.read()).toThrow("are refused");
});

test("each connection begins the time anew", () => {
  write();
  credentials.accepted();
  tryFor(170_000);
  credentials.accepted();
  tryFor(170_000);

  expect(() => credentials.read()).not.toThrow();
});

test("what is no JWT is left to the server", () => {
  writeFileSync(file, "-----BEGIN NATS USER JWT-----\na.b.c\n");

  expect(credentials.read().toString()).toContain("a.b.c");
});
