import { readFileSync } from "node:fs";
import { z } from "zod";
import { readTelemetrySettings, type TelemetrySettings } from "../telemetry/settings.ts";
import { Traceparent } from "../telemetry/traceparent.ts";
import { StoreTarget, type Plan } from "./contract.ts";
import { BadPlan, parsePlan } from "./distributed/read-plan.ts";
import type { FetcherOptions } from "./fetch/fetcher.ts";
import type { NatsSettings } from "./nats/connect.ts";
import { findBrowser, isExecutable } from "./render/find-browser.ts";
import { readSiteAuth } from "./site-auth.ts";
import { accessFromEnvironment } from "./store/environment-access.ts";
import type { StoreAccess } from "./store/target.ts";
import type { Browser } from "./worker/tools.ts";

/** Settings of a role, all of them from the environment; this file alone reads it. */
export interface RoleConfig {
  readonly plan: Plan;
  readonly nats: NatsSettings;
  /** Where the site's snapshots go; the coordinator's alone. */
  readonly target: StoreTarget;
  readonly storeAccess: StoreAccess;
  /** The site's own, with the hosts they are for; the workers' alone. */
  readonly credentials: FetcherOptions["credentials"];
  /** To render with; the workers' alone, and undefined where there is none or no page is to be rendered. */
  readonly browser: Browser | undefined;
  /** Where the coordinator leaves a `CrawlReport` at its end. */
  readonly reportFile: string | undefined;
  /** Of the health server; 0: none. */
  readonly healthPort: number;
  readonly graceMs: number;
  /** From OpenTelemetry's own variables; undefined where they name no endpoint. */
  readonly telemetry: TelemetrySettings | undefined;
  /** What began the crawl, where that is traced: `TRACEPARENT`. */
  readonly traceparent: Traceparent | undefined;
  /** Pages, and other items, that get spans of their own: a trace of a whole large site is more than viewers take. */
  readonly maxTracedItems: number;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

export type Role = "coordinator" | "worker";

/** Every problem of the environment and of the files that it names. */
export class BadConfiguration extends Error {
  readonly problems: readonly string[];
  /** Where they are wanted beside standard error. */
  readonly reportFile: string | undefined;

  constructor(problems: readonly string[], reportFile?: string) {
    super(problems.join("\n"));
    this.name = "BadConfiguration";
    this.problems = problems;
    this.reportFile = reportFile;
  }
}

const file = z.string().min(1);
const wholeNumber = (max: number) => z.coerce.number().int().min(0).max(max);

const Environment = z.object({
  /** File with the plan. */
  DOCSYNAPSE_PLAN: file,
  /** Commas between several. */
  DOCSYNAPSE_NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\/[^/,]+(,(nats|tls):\/\/[^/,]+)*$/, "must be nats://host:port or tls://host:port"),
  DOCSYNAPSE_NATS_CREDENTIALS_FILE: file.optional(),
  DOCSYNAPSE_NATS_NKEY_FILE: file.optional(),
  DOCSYNAPSE_NATS_TOKEN: z.string().optional(),
  DOCSYNAPSE_NATS_USER: z.string().optional(),
  DOCSYNAPSE_NATS_PASSWORD: z.string().optional(),
  DOCSYNAPSE_NATS_CA_FILE: file.optional(),
  DOCSYNAPSE_NATS_CERT_FILE: file.optional(),
  DOCSYNAPSE_NATS_KEY_FILE: file.optional(),
  DOCSYNAPSE_NATS_INBOX_PREFIX: z.string().min(1).max(256).optional(),
  /** Absolute path of a directory, or a target as the contract has it, in JSON. */
  DOCSYNAPSE_STORE: z.string().optional(),
  DOCSYNAPSE_STORE_CA_FILE: file.optional(),
  /** JSON: { "headers": [{ "name", "value" }], "hosts": ["docs.example.org"] }. */
  DOCSYNAPSE_SITE_CREDENTIALS_FILE: file.optional(),
  /** JSON as `site-auth.ts` has it: the same, with each value in a file of the folder. */
  DOCSYNAPSE_SITE_AUTH: z.string().optional(),
  DOCSYNAPSE_SITE_AUTH_FOLDER: file.optional(),
  /** PEM certificates trusted for the site beside the system's and the plan's. */
  DOCSYNAPSE_SITE_CA_FILE: file.optional(),
  /** Executable of the browser; else one is looked for along the PATH. */
  DOCSYNAPSE_CHROMIUM: file.optional(),
  /** `off` where the kernel gives no user namespaces, as in a restricted pod. */
  DOCSYNAPSE_CHROMIUM_SANDBOX: z.enum(["on", "off"]).default("on"),
  /** The coordinator leaves a `CrawlReport` there at its end, below 4 KiB. */
  DOCSYNAPSE_REPORT_FILE: file.optional(),
  DOCSYNAPSE_HEALTH_PORT: wholeNumber(65_535).default(8080),
  /** Seconds for what is under way after SIGTERM; shorter than the pod's own. */
  DOCSYNAPSE_GRACE_SECONDS: wholeNumber(3600).default(30),
  DOCSYNAPSE_MAX_TRACED_ITEMS: wholeNumber(1_000_000).default(5000),
  DOCSYNAPSE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});
type Environment = z.infer<typeof Environment>;

const Credentials = z.strictObject({
  headers: z.array(z.strictObject({ name: z.string().min(1).max(256), value: z.string().max(16_384) })).max(64),
  hosts: z.array(z.string().min(1).max(300)).max(64),
});

/** Throws `BadConfiguration`; values never appear in its problems, since they may be credentials. */
export function readConfig(role: Role, environment: Readonly<Record<string, string | undefined>>): RoleConfig {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const telemetry = readTelemetrySettings(given, problems);
  const files = new FileSettings(problems);
  // What a file holds can be said beside what the environment lacks.
  const plan = files.read("DOCSYNAPSE_PLAN", given["DOCSYNAPSE_PLAN"], parsePlan);
  const credentials = readCredentials(given, files, problems);
  for (const name of NATS_FILES) files.read(name, given[name], () => undefined);
  const target = role === "worker" ? NOWHERE : parseTarget(given["DOCSYNAPSE_STORE"], problems);
  const caBundle = files.read("DOCSYNAPSE_STORE_CA_FILE", given["DOCSYNAPSE_STORE_CA_FILE"], parseCertificates);
  const siteCa = files.read("DOCSYNAPSE_SITE_CA_FILE", given["DOCSYNAPSE_SITE_CA_FILE"], parseCertificates);
  const browser = locateBrowser(role, plan, given, problems);
  if (!parsed.success || plan === undefined || target === undefined || problems.length > 0)
    throw new BadConfiguration(problems, given["DOCSYNAPSE_REPORT_FILE"]);
  const settings = parsed.data;
  return {
    plan: siteCa === undefined ? plan : trustAlso(plan, siteCa),
    nats: natsSettings(settings),
    target,
    storeAccess: { ...readStoreKeys(given), ...(caBundle === undefined ? {} : { caBundle }) },
    credentials: credentials ?? { headers: [], hosts: [] },
    browser,
    reportFile: settings.DOCSYNAPSE_REPORT_FILE,
    healthPort: settings.DOCSYNAPSE_HEALTH_PORT,
    graceMs: settings.DOCSYNAPSE_GRACE_SECONDS * 1000,
    telemetry,
    // A trace is never worth an error: what is none begins a trace of its own.
    traceparent: Traceparent.safeParse(given["TRACEPARENT"]).data,
    maxTracedItems: settings.DOCSYNAPSE_MAX_TRACED_ITEMS,
    logLevel: settings.DOCSYNAPSE_LOG_LEVEL,
  };
}

function readCredentials(
  given: Readonly<Record<string, string | undefined>>,
  files: FileSettings,
  problems: string[],
): RoleConfig["credentials"] | undefined {
  const { DOCSYNAPSE_SITE_CREDENTIALS_FILE: path, DOCSYNAPSE_SITE_AUTH: auth } = given;
  const { DOCSYNAPSE_SITE_AUTH_FOLDER: folder } = given;
  if (auth === undefined) {
    const parse = (text: string) => Credentials.parse(JSON.parse(text));
    return files.read("DOCSYNAPSE_SITE_CREDENTIALS_FILE", path, parse);
  }
  if (path !== undefined)
    problems.push("DOCSYNAPSE_SITE_AUTH: give this or DOCSYNAPSE_SITE_CREDENTIALS_FILE, not both");
  if (folder === undefined) problems.push("DOCSYNAPSE_SITE_AUTH_FOLDER: DOCSYNAPSE_SITE_AUTH needs it");
  const own: string[] = [];
  const credentials = readSiteAuth(auth, folder ?? "", own);
  if (folder !== undefined) problems.push(...own.map((problem) => `DOCSYNAPSE_SITE_AUTH: ${problem}`));
  return credentials;
}

function locateBrowser(
  role: Role,
  plan: Plan | undefined,
  given: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Browser | undefined {
  if (role === "coordinator" || plan?.rendering.mode === "Never") return undefined;
  const { DOCSYNAPSE_CHROMIUM: wanted, DOCSYNAPSE_CHROMIUM_SANDBOX: sandbox, PATH = "" } = given;
  if (wanted !== undefined && !isExecutable(wanted)) {
    problems.push(`DOCSYNAPSE_CHROMIUM (${wanted}): it is no program that can be run; name a Chromium or unset it`);
  }
  const executable = wanted ?? findBrowser(PATH);
  return executable === undefined ? undefined : { executable, sandbox: sandbox !== "off" };
}

function parseCertificates(text: string): string {
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new BadConfiguration(["it holds no certificate in PEM (-----BEGIN CERTIFICATE-----)"]);
}

function trustAlso(plan: Plan, certificates: string): Plan {
  const { caBundle } = plan.network;
  const all = caBundle === undefined ? certificates : `${caBundle}\n${certificates}`;
  return { ...plan, network: { ...plan.network, caBundle: all } };
}

/** Secrets made from files end in a line feed, which S3's own reading of the environment would take for a part. */
function readStoreKeys(given: Readonly<Record<string, string | undefined>>): StoreAccess {
  const entries = Object.entries(given).map(([name, value]) => [name, value?.replace(/\r?\n$/, "")]);
  const trimmed = Object.fromEntries(entries) as Record<string, string | undefined>;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = trimmed;
  const { AWS_SESSION_TOKEN: sessionToken } = trimmed;
  const access = accessFromEnvironment(trimmed);
  if (accessKeyId === undefined || secretAccessKey === undefined) return access;
  return { ...access, s3: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) } };
}

/** A worker writes nothing. */
const NOWHERE: StoreTarget = { type: "volume", path: "/dev/null" };

function parseTarget(text: string | undefined, problems: string[]): StoreTarget | undefined {
  if (text?.startsWith("/") === true) return { type: "volume", path: text };
  try {
    return StoreTarget.parse(JSON.parse(text ?? "null"));
  } catch (error) {
    const whys = text?.startsWith("{") === true ? whyNot(error) : ["no store takes it"];
    const allowed = 'allowed: an absolute path, or JSON such as {"type":"s3","bucket":…}';
    problems.push(...whys.map((why) => `DOCSYNAPSE_STORE: ${why}; ${allowed}`));
    return undefined;
  }
}

const NATS_FILES = [
  "DOCSYNAPSE_NATS_CREDENTIALS_FILE",
  "DOCSYNAPSE_NATS_NKEY_FILE",
  "DOCSYNAPSE_NATS_CA_FILE",
  "DOCSYNAPSE_NATS_CERT_FILE",
  "DOCSYNAPSE_NATS_KEY_FILE",
] as const;

class FileSettings {
  readonly #problems: string[];

  constructor(problems: string[]) {
    this.#problems = problems;
  }

  read<T>(name: string, path: string | undefined, parse: (text: string) => T): T | undefined {
    if (path === undefined) return undefined;
    try {
      return parse(readFileSync(path, "utf8"));
    } catch (error) {
      this.#problems.push(...whyNot(error).map((why) => `${name} (${path}): ${why}`));
      return undefined;
    }
  }
}

function whyNot(error: unknown): readonly string[] {
  if (error instanceof BadPlan || error instanceof BadConfiguration) return error.problems;
  if (error instanceof z.ZodError) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  if (error instanceof SyntaxError) return ["it is not JSON"];
  const { code } = error as NodeJS.ErrnoException;
  return [code === "ENOENT" ? "there is no such file" : `it cannot be read (${code ?? "unknown"})`];
}

function natsSettings(settings: Environment): NatsSettings {
  const { DOCSYNAPSE_NATS_CA_FILE: caFile, DOCSYNAPSE_NATS_CERT_FILE: certFile } = settings;
  const { DOCSYNAPSE_NATS_KEY_FILE: keyFile } = settings;
  const tls = {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
  return {
    servers: settings.DOCSYNAPSE_NATS_URL.split(","),
    credentialsFile: settings.DOCSYNAPSE_NATS_CREDENTIALS_FILE,
    nkeyFile: settings.DOCSYNAPSE_NATS_NKEY_FILE,
    token: settings.DOCSYNAPSE_NATS_TOKEN,
    user: settings.DOCSYNAPSE_NATS_USER,
    password: settings.DOCSYNAPSE_NATS_PASSWORD,
    tls: Object.keys(tls).length === 0 ? undefined : tls,
    inboxPrefix: settings.DOCSYNAPSE_NATS_INBOX_PREFIX,
  };
}
