import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SiteCredentials } from "./fetch/request-headers.ts";

/** A file of the folder itself. */
const fileName = z.string().regex(/^[\w-][\w.-]{0,252}$/, "must be the name of a file");
const entries = z.array(z.strictObject({ name: z.string().min(1).max(256), file: fileName })).max(64);

/** Which credentials a site wants, each value in a file of its own: as clusters mount Secrets. */
const SiteAuth = z.strictObject({
  /** Lower-case `host` (any port) or `host:port`. */
  hosts: z.array(z.string().min(1).max(300)).max(64),
  headers: entries.default([]),
  cookies: entries.default([]),
  basic: z.strictObject({ usernameFile: fileName, passwordFile: fileName }).optional(),
});

/** Undefined where `problems` got something; they name files, and never what is in them. */
export function readSiteAuth(text: string, folder: string, problems: string[]): SiteCredentials | undefined {
  const auth = SiteAuth.safeParse(parseJson(text));
  if (!auth.success) {
    problems.push(...auth.error.issues.map(({ path, message }) => `${path.join(".") || "JSON"}: ${message}`));
    return undefined;
  }
  const before = problems.length;
  const files = new SecretFiles(folder, problems);
  const { hosts, headers, cookies, basic } = auth.data;
  const pairs = cookies.map(({ name, file }) => `${name}=${files.read(file, COOKIE)}`);
  const own = headers.map(({ name, file }) => ({ name, value: files.read(file, HEADER) }));
  const all = [
    ...own,
    ...(basic === undefined ? [] : [{ name: "Authorization", value: readBasic(basic, files) }]),
    ...(pairs.length === 0 ? [] : [{ name: "Cookie", value: pairs.join("; ") }]),
  ];
  return problems.length > before ? undefined : { hosts, headers: all };
}

/** RFC 7617, in UTF-8. */
function readBasic(
  basic: { readonly usernameFile: string; readonly passwordFile: string },
  files: SecretFiles,
): string {
  const user = files.read(basic.usernameFile, USER);
  const password = files.read(basic.passwordFile, ANYTHING);
  return `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;
}

interface Form {
  readonly pattern: RegExp;
  readonly problem: string;
}
const HEADER: Form = {
  pattern: /^[\x21-\x7E]([\t\x20-\x7E]{0,8190}[\x21-\x7E])?$/,
  problem: "it is empty, too long, or holds a line break or another character that no header may hold",
};
const COOKIE: Form = {
  pattern: /^[\x21-\x3A\x3C-\x7E]{0,8192}$/,
  problem: "it holds a space, a line break, a semicolon or another character that no cookie may hold",
};
const USER: Form = { pattern: /^[^:]*$/, problem: "it holds a colon, which ends the name" };
const ANYTHING: Form = { pattern: /^/, problem: "" };

class SecretFiles {
  readonly #folder: string;
  readonly #problems: string[];

  constructor(folder: string, problems: string[]) {
    this.#folder = folder;
    this.#problems = problems;
  }

  /** Without the line feed that Secrets made from files end in; empty where there is a problem. */
  read(file: string, { pattern, problem }: Form): string {
    const path = join(this.#folder, file);
    try {
      const value = readFileSync(path, "utf8").replace(/\r?\n$/, "");
      if (pattern.test(value)) return value;
      this.#problems.push(`${path}: ${problem}`);
    } catch (error) {
      const { code = "unknown" } = error as NodeJS.ErrnoException;
      this.#problems.push(`${path}: ${code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`}`);
    }
    return "";
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
