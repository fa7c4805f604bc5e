import { z } from "zod";
import { byHand } from "../crawler/nats-names.ts";
import { readTelemetrySettings, sharedVariables, type TelemetrySettings } from "../telemetry/settings.ts";
import { crawlEnvironment, readCrawlDefaults } from "./crawl-defaults.ts";
import { duration } from "./docsite-fields.ts";
import { parseDurationSeconds } from "./duration.ts";
import { checkLogins, type NatsSettings } from "./nats/nats-settings.ts";
import { parseFeatureGates } from "./feature-gates.ts";
import type { CrawlTelemetry, OperatorSettings } from "./settings.ts";
import { productVersion } from "./version.ts";

export interface OperatorConfig {
  readonly settings: OperatorSettings;
  /** How the operator reaches NATS, and where crawls' logins come from. */
  readonly nats: NatsSettings;
  /** The only namespace that is watched; absent: all. */
  readonly watchNamespace?: string;
  /** Where the lease is. */
  readonly leaseNamespace: string;
  readonly leaderElection: boolean;
  readonly concurrency: number;
  /** The operator's own; crawls' is in the settings. */
  readonly telemetry?: TelemetrySettings;
  readonly health: { readonly host: string; readonly port: number };
  readonly logLevel: string;
}

/** All that is wrong with the environment, one line each. */
export class BadConfiguration extends Error {
  override readonly name = "BadConfiguration";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

const namespace = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "must be a namespace");
const objectName = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "must be the name of a Secret");
const folder = z.string().regex(/^\//, "must be an absolute path");
const count = (maximum: number) =>
  z.coerce.number("must be a whole number").int("must be a whole number").min(1).max(maximum);
const seconds = (fallback: string) => duration("").default(fallback).transform(parseDurationSeconds);
const cidr = z.union([z.cidrv4(), z.cidrv6()], "must be ranges such as 10.0.0.0/8, separated by commas");

/** One entry a setting: variable, form, default, what it does. */
const Environment = z.object({
  DOCSYNAPSE_IMAGE: z
    .string()
    .min(1)
    .max(1024)
    .default(`docsynapse/crawler:${productVersion}`)
    .describe("The crawler image of new crawls; running ones keep theirs."),
  DOCSYNAPSE_BROWSER_IMAGE: z
    .string()
    .min(1)
    .max(1024)
    .default(`docsynapse/crawler:${productVersion}-browser`)
    .describe("The image of workers that may render pages: the crawler with a browser."),
  DOCSYNAPSE_WATCH_NAMESPACE: namespace.optional().describe("The only namespace to look after; absent: all."),
  DOCSYNAPSE_NAMESPACE: namespace
    .default("default")
    .describe("Where the lease is: the namespace that the operator runs in."),
  DOCSYNAPSE_NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\/\S+$/, "must be nats://host:port or tls://host:port")
    .default("nats://nats:4222")
    .describe("Where the operator and crawl pods find NATS."),
  DOCSYNAPSE_NATS_LOGIN_FOLDER: folder
    .optional()
    .describe(
      "Folder with the operator's login, as a Secret is mounted: `nats.creds`, or `user` and `password`, or `token`; `ca.crt`, `tls.crt` and `tls.key` for TLS; with `signing.nk` and `account.pub` each crawl is signed a login of its own, and the operator where it has no other.",
    ),
  DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER: folder
    .optional()
    .describe("Folder with the login that all crawls share where none is signed for each, in the same form."),
  DOCSYNAPSE_NATS_KEYS_SECRET: objectName
    .optional()
    .describe("Secret of the operator's namespace with the keys of an embedded NATS: made where it is missing."),
  DOCSYNAPSE_NATS_KEY_GENERATION: count(1_000_000)
    .default(1)
    .describe("A higher number asks for another signing key in it."),
  DOCSYNAPSE_NATS_LOGIN_LIFETIME: seconds("1h")
    .pipe(z.number().min(600, "must be 10m or longer: a node takes minutes to bring a renewed one to its pods"))
    .describe("How long a signed login is good; it is renewed at half of it."),
  DOCSYNAPSE_NATS_STREAM_REPLICAS: count(5)
    .default(1)
    .describe("How often NATS keeps the streams of a crawl: 3 where it has three servers or more."),
  DOCSYNAPSE_INSTALLATION: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/, "must be up to 32 of a-z, 0-9 and -")
    .refine((name) => name !== byHand, "is what crawls by hand go by; take another name")
    .optional()
    .describe("Name of this installation, where several use one account of NATS."),
  DOCSYNAPSE_NATS_POD_LABEL: z
    .string()
    .regex(/^[^=\s]+=[^=\s]+$/, "must be name=value")
    .default("app.kubernetes.io/name=nats")
    .describe("Label of NATS's pods, for the network policies."),
  DOCSYNAPSE_OTLP_POD_LABEL: z
    .string()
    .regex(/^[^=\s]+=[^=\s]+$/, "must be name=value")
    .optional()
    .describe("Label of the OTLP receiver's pods, for the network policies; absent: it is outside of the cluster."),
  DOCSYNAPSE_OTLP_HEADERS_SECRET: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[-._a-zA-Z0-9]{1,253}$/, "must be name/key")
    .optional()
    .describe(
      "Secret, as name/key, whose value crawl pods send to the OTLP receiver as headers, where their namespace has it.",
    ),
  DOCSYNAPSE_MAX_ACTIVE_CRAWLS: count(10_000).default(20).describe("Active crawls at most, over all namespaces."),
  DOCSYNAPSE_MAX_ACTIVE_CRAWLS_PER_HOST: count(10_000)
    .default(1)
    .describe("Active crawls at most whose sites start at one host."),
  DOCSYNAPSE_SCHEDULE_SPREAD: seconds("2m").describe(
    "Scheduled crawls start up to so much later, each by its own share; at most a tenth of the period.",
  ),
  DOCSYNAPSE_CRAWL_DEADLINE: seconds("1d").describe("How long a crawl may take."),
  DOCSYNAPSE_DENIED_RANGES: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((range) => range.trim())
        .filter(Boolean),
    )
    .pipe(z.array(cidr))
    .describe(
      "Ranges that workers may not reach beside the private ones: those of pods, services and nodes where they are public.",
    ),
  ...crawlEnvironment,
  DOCSYNAPSE_LEADER_ELECTION: z
    .enum(["true", "false"])
    .default("true")
    .describe("Whether several processes choose a leader."),
  DOCSYNAPSE_CONCURRENCY: count(256).default(8).describe("Objects of a kind that are reconciled at a time."),
  DOCSYNAPSE_FEATURE_GATES: z
    .string()
    .default("")
    .transform((text, context) => {
      const { features, problems } = parseFeatureGates(text);
      for (const message of problems) context.addIssue({ code: "custom", message });
      return features;
    })
    .describe("Features to switch, as `Name=true,Other=false`; also `--feature-gates`, which wins."),
  DOCSYNAPSE_HEALTH_HOST: z.string().min(1).default("0.0.0.0").describe("Address of /livez, /readyz and /metrics."),
  DOCSYNAPSE_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).default(8081).describe("Their port."),
  DOCSYNAPSE_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("What is logged."),
});

/** What Kubernetes sets for a Service whose name begins with docsynapse. */
const serviceLink = /_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)$/;

/** Throws `BadConfiguration` with every problem at once; a DOCSYNAPSE_ variable that does not exist is one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): OperatorConfig {
  const known = Object.keys(Environment.shape);
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith("DOCSYNAPSE_") && !known.includes(name) && !serviceLink.test(name),
  );
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ...unknown.map((name) => `${name}: no such setting; there are ${known.join(", ")}`),
  ];
  // What folders hold is told beside what the environment lacks.
  const { problems: ofLogins, ...natsLogin } = checkLogins({
    loginFolder: given["DOCSYNAPSE_NATS_LOGIN_FOLDER"],
    crawlLoginFolder: given["DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER"],
    hasKeys: given["DOCSYNAPSE_NATS_KEYS_SECRET"] !== undefined,
  });
  problems.push(...ofLogins);
  const telemetry = readTelemetrySettings(given, problems);
  if (!parsed.success || problems.length > 0) throw new BadConfiguration(problems);
  const config = toConfig(parsed.data, natsLogin);
  if (telemetry === undefined) return config;
  return { ...config, telemetry, settings: { ...config.settings, telemetry: toCrawlTelemetry(parsed.data, given) } };
}

type Read = z.output<typeof Environment>;

function toNats(read: Read): NatsSettings {
  const { DOCSYNAPSE_NATS_KEYS_SECRET: secret, DOCSYNAPSE_NATS_KEY_GENERATION: generation } = read;
  return {
    url: read.DOCSYNAPSE_NATS_URL,
    loginFolder: read.DOCSYNAPSE_NATS_LOGIN_FOLDER,
    crawlLoginFolder: read.DOCSYNAPSE_NATS_CRAWL_LOGIN_FOLDER,
    keys: secret === undefined ? undefined : { secret, generation },
    loginLifetimeMs: read.DOCSYNAPSE_NATS_LOGIN_LIFETIME * 1000,
  };
}

/** Crawl pods are told what this process was told, without what is its own. */
function toCrawlTelemetry(read: Read, given: Readonly<Record<string, string | undefined>>): CrawlTelemetry {
  const { DOCSYNAPSE_OTLP_POD_LABEL: podLabel, DOCSYNAPSE_OTLP_HEADERS_SECRET: secret } = read;
  const [name = "", key = ""] = secret?.split("/") ?? [];
  const variables = sharedVariables.flatMap((each) =>
    given[each] === undefined ? [] : [[each, given[each]] as const],
  );
  return {
    variables: Object.fromEntries(variables),
    ...(podLabel && { podLabel: parseLabel(podLabel) }),
    ...(secret && { headersSecret: { name, key } }),
  };
}

function parseLabel(text: string) {
  const [name = "", value = ""] = text.split("=");
  return { name, value };
}

function toConfig(read: Read, natsLogin: OperatorSettings["natsLogin"]): OperatorConfig {
  return {
    nats: toNats(read),
    settings: {
      image: read.DOCSYNAPSE_IMAGE,
      browserImage: read.DOCSYNAPSE_BROWSER_IMAGE,
      natsUrl: read.DOCSYNAPSE_NATS_URL,
      natsLogin,
      streamReplicas: read.DOCSYNAPSE_NATS_STREAM_REPLICAS,
      ...(read.DOCSYNAPSE_INSTALLATION !== undefined && { installation: read.DOCSYNAPSE_INSTALLATION }),
      natsPodLabel: parseLabel(read.DOCSYNAPSE_NATS_POD_LABEL),
      maxActiveCrawls: read.DOCSYNAPSE_MAX_ACTIVE_CRAWLS,
      maxActiveCrawlsPerHost: read.DOCSYNAPSE_MAX_ACTIVE_CRAWLS_PER_HOST,
      scheduleSpreadMs: read.DOCSYNAPSE_SCHEDULE_SPREAD * 1000,
      crawlDeadlineSeconds: read.DOCSYNAPSE_CRAWL_DEADLINE,
      deniedRanges: read.DOCSYNAPSE_DENIED_RANGES,
      crawls: readCrawlDefaults(read),
      features: read.DOCSYNAPSE_FEATURE_GATES,
    },
    ...(read.DOCSYNAPSE_WATCH_NAMESPACE && { watchNamespace: read.DOCSYNAPSE_WATCH_NAMESPACE }),
    leaseNamespace: read.DOCSYNAPSE_NAMESPACE,
    leaderElection: read.DOCSYNAPSE_LEADER_ELECTION === "true",
    concurrency: read.DOCSYNAPSE_CONCURRENCY,
    health: { host: read.DOCSYNAPSE_HEALTH_HOST, port: read.DOCSYNAPSE_HEALTH_PORT },
    logLevel: read.DOCSYNAPSE_LOG_LEVEL,
  };
}

/** Name, default and meaning of each setting, for the reference. */
export function describeSettings(): readonly { name: string; fallback: string; meaning: string }[] {
  const defaults: Readonly<Record<string, unknown>> =
    z.toJSONSchema(Environment, { io: "input", unrepresentable: "any" }).properties ?? {};
  return Object.entries(Environment.shape).map(([name, schema]) => {
    const { default: fallback = "" } = defaults[name] as { default?: unknown };
    return { name, fallback: String(fallback), meaning: schema.description ?? "" };
  });
}
