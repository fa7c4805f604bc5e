import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a folder with a login may hold: a Secret's entries, as they are mounted. */
const loginEntries = [
  "nats.creds",
  "user",
  "password",
  "token",
  "ca.crt",
  "tls.crt",
  "tls.key",
  "signing.nk",
  "account.pub",
] as const;
export type LoginEntry = (typeof loginEntries)[number];
export type LoginFiles = Readonly<Partial<Record<LoginEntry, string>>>;

/** With the trailing line break that files end in cut off; throws `BadLogin` with all that is wrong. */
export function readLoginFolder(folder: string): LoginFiles {
  const files = Object.fromEntries(listFiles(folder).map((name) => [name, readEntry(folder, name)])) as LoginFiles;
  const problems = [...findStrangers(files), ...findHalves(files), ...findForms(files)];
  if (problems.length > 0) throw new BadLogin(problems);
  return files;
}

/** Every problem of one folder, without a value of it. */
export class BadLogin extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "BadLogin";
    this.problems = problems;
  }
}

/** The kubelet keeps the files of a mounted Secret in folders that begin with a dot. */
function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch (error) {
    throw new BadLogin([`cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`]);
  }
}

function readEntry(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new BadLogin([`${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`]);
  }
}

const isEntry = (name: string): name is LoginEntry => loginEntries.some((entry) => entry === name);

function findStrangers(files: LoginFiles): string[] {
  const names = Object.keys(files);
  if (names.length === 0) return [`holds no file; there may be ${loginEntries.join(", ")}`];
  return names
    .filter((name) => !isEntry(name))
    .map((name) => `${name} is none of the files that it may hold: ${loginEntries.join(", ")}`);
}

const pairs = [
  ["user", "password"],
  ["tls.crt", "tls.key"],
  ["signing.nk", "account.pub"],
] as const;

function findHalves(files: LoginFiles): string[] {
  return pairs.flatMap((pair) => {
    const missing = pair.filter((name) => files[name] === undefined);
    return missing.length === 1 ? [`${missing[0]} is missing: ${pair.join(" and ")} go together`] : [];
  });
}

function findForms(files: LoginFiles): string[] {
  const { "nats.creds": credentials, "ca.crt": ca, "tls.crt": certificate, "tls.key": key } = files;
  const ways = (["nats.creds", "user", "token"] as const).filter((name) => files[name] !== undefined);
  return [
    ...(ways.length > 1 ? [`holds ${ways.join(" and ")}: one way to log in is enough`] : []),
    ...mismatch("nats.creds", credentials, "BEGIN NATS USER JWT", "a JWT and a seed, as nsc writes them"),
    ...mismatch("ca.crt", ca, "BEGIN CERTIFICATE", "certificates in PEM"),
    ...mismatch("tls.crt", certificate, "BEGIN CERTIFICATE", "certificates in PEM"),
    ...mismatch("tls.key", key, "PRIVATE KEY", "a private key in PEM"),
  ];
}

const mismatch = (name: string, text: string | undefined, mark: string, wanted: string): string[] =>
  text === undefined || text.includes(mark) ? [] : [`${name} must be ${wanted}`];
