import { z } from "zod";
import { objectName, stringMap } from "./docsite-fields.ts";
import { Output, Resources } from "./docsite-result-fields.ts";

const targets = ["volume", "s3", "gcs", "azure"] as const;
/** Room for `/<namespace>/<name>` in a plan. */
const maxPrefixLength = 384;

/** Where DocSites write that name no place: as `spec.output` has it, but a prefix is what all their folders are below. */
const DefaultOutput = Output.unwrap()
  .pick({ volume: true, s3: true, gcs: true, azure: true, caBundle: true })
  .strict()
  .refine(
    (output) => targets.filter((target) => output[target] !== undefined).length === 1,
    `must name exactly one of ${targets.join(", ")}`,
  )
  .refine(
    ({ s3, gcs, azure }) => ((s3 ?? gcs ?? azure)?.prefix ?? "").length <= maxPrefixLength,
    `its prefix may have at most ${maxPrefixLength} characters`,
  );
export type DefaultOutput = z.infer<typeof DefaultOutput>;

/** What an installation gives to all crawls: where they write, as whom, and what their pods are allowed. */
export interface CrawlDefaults {
  /** Absent: a volume of the default storage class. */
  readonly output?: DefaultOutput;
  /** Of the DocSite's namespace, with the cloud's identity that may write there. */
  readonly serviceAccountName?: string;
  readonly imagePullSecrets: readonly { readonly name: string }[];
  readonly podLabels: Readonly<Record<string, string>>;
  /** Private addresses of object storage that coordinators may reach. */
  readonly storeRanges: readonly string[];
  /** Seccomp profile on the nodes that lets the browser have its own sandbox. */
  readonly seccompProfile?: string;
  /** Of coordinators, completed as those of workers are. */
  readonly coordinatorResources?: Resources;
}

export const noCrawlDefaults: CrawlDefaults = { imagePullSecrets: [], podLabels: {}, storeRanges: [] };

const splitList = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** A setting that is JSON; what is wrong inside it is told with its path. */
const json = <T>(schema: z.ZodType<T>) =>
  z.string().transform((text, context): T => {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: "custom", message: path.length === 0 ? message : `${path.join(".")}: ${message}` });
    }
    return z.NEVER;
  });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ranges = z.array(z.union([z.cidrv4(), z.cidrv6()], "must be ranges such as 10.0.5.0/24, separated by commas"));

/** One entry a setting, beside those of `config.ts`. */
export const crawlEnvironment = {
  DOCSYNAPSE_DEFAULT_OUTPUT: json(DefaultOutput)
    .optional()
    .describe(
      "Where DocSites without `spec.output` write: JSON with one of volume, s3, gcs, azure, as there; a prefix is followed by <namespace>/<name>. Absent: a volume of the default storage class.",
    ),
  DOCSYNAPSE_CRAWL_SERVICE_ACCOUNT: objectName("Service account of crawl pods, in the DocSite's namespace.").optional(),
  DOCSYNAPSE_CRAWL_PULL_SECRETS: z
    .string()
    .default("")
    .transform(splitList)
    .pipe(z.array(objectName("")).max(8))
    .describe("Pull secrets of crawl pods, in the DocSite's namespace, separated by commas."),
  DOCSYNAPSE_CRAWL_POD_LABELS: z
    .string()
    .default("{}")
    .pipe(json(stringMap("")))
    .describe("Further labels of crawl pods, as JSON; workload identity of some clouds asks for one."),
  DOCSYNAPSE_STORE_RANGES: z
    .string()
    .default("")
    .transform(splitList)
    .pipe(ranges)
    .describe("Private ranges that coordinators may reach for object storage, separated by commas."),
  DOCSYNAPSE_SECCOMP_PROFILE: z
    .string()
    .max(253)
    .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, "must be a path below the kubelet's seccomp folder, such as docsynapse/x.json")
    .optional()
    .describe(
      "Profile on the nodes that workers run under, so that a browser has its own sandbox; absent: RuntimeDefault.",
    ),
  DOCSYNAPSE_COORDINATOR_RESOURCES: json(Resources.strict())
    .optional()
    .describe("Requests and limits of coordinators, as JSON; what it does not say is 200m CPU and 256Mi to 1Gi."),
};

type Environment = z.output<z.ZodObject<typeof crawlEnvironment>>;

export function readCrawlDefaults(read: Environment): CrawlDefaults {
  return {
    ...(read.DOCSYNAPSE_DEFAULT_OUTPUT && { output: read.DOCSYNAPSE_DEFAULT_OUTPUT }),
    ...(read.DOCSYNAPSE_CRAWL_SERVICE_ACCOUNT && { serviceAccountName: read.DOCSYNAPSE_CRAWL_SERVICE_ACCOUNT }),
    imagePullSecrets: read.DOCSYNAPSE_CRAWL_PULL_SECRETS.map((name) => ({ name })),
    podLabels: read.DOCSYNAPSE_CRAWL_POD_LABELS,
    storeRanges: read.DOCSYNAPSE_STORE_RANGES,
    ...(read.DOCSYNAPSE_SECCOMP_PROFILE && { seccompProfile: read.DOCSYNAPSE_SECCOMP_PROFILE }),
    ...(read.DOCSYNAPSE_COORDINATOR_RESOURCES && { coordinatorResources: read.DOCSYNAPSE_COORDINATOR_RESOURCES }),
  };
}
