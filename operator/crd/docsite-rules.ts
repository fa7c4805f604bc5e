import { cronPattern } from "../cron-expression.ts";
import { reservedHeaders, type DocSiteCheck } from "../docsite-checks.ts";

/** One entry of x-kubernetes-validations, at a path such as `spec.auth.headers[].name`. */
export interface CelRule {
  readonly at: string;
  readonly rule: string;
  readonly message: string;
}

interface Twin {
  readonly rules: readonly CelRule[];
  /** What the check finds and CEL cannot: the operator then says Stalled with reason InvalidSpec. */
  readonly beyondApiServer?: string;
}

const quoted = (pattern: string) => `'${pattern.replaceAll("\\", "\\\\")}'`;
/** Browsers read a backslash as a slash: it ends the host. */
const noUserInfo = `!self.matches(${quoted("^https?://[^/?#\\\\]*@")})`;

/** For each check of a DocSite the same rule in CEL, so that `kubectl apply` refuses what the operator would. */
export const docSiteTwins: Readonly<Record<DocSiteCheck, Twin>> = {
  urlsAreUsable: {
    rules: [
      { at: "spec.url", rule: noUserInfo, message: "must not hold a user name or password; use spec.auth.basic" },
      {
        at: "spec.startUrls[]",
        rule: noUserInfo,
        message: "must not hold a user name or password; use spec.auth.basic",
      },
      ...[
        "spec.network.proxy",
        "spec.output.s3.endpoint",
        "spec.output.gcs.endpoint",
        "spec.output.azure.endpoint",
      ].map((at) => ({ at, rule: noUserInfo, message: "must not hold a user name or password" })),
    ],
    beyondApiServer: "URLs that no browser could open, and those that are too long once escaped, or whose host is",
  },
  outputHasOneTarget: {
    rules: [
      {
        at: "spec.output",
        rule: "[has(self.volume), has(self.s3), has(self.gcs), has(self.azure)].filter(named, named).size() <= 1",
        message: "only one of volume, s3, gcs and azure may be set; remove the others",
      },
    ],
  },
  workersMinIsNotAboveMax: {
    rules: [
      {
        at: "spec.workers",
        // Always there in an object; the definition's own default `{}` is checked without what it leads to.
        rule: "!has(self.min) || !has(self.max) || self.min <= self.max",
        message: "min must be at most max; lower min",
      },
    ],
  },
  scheduleIsCron: {
    rules: [
      {
        at: "spec.schedule",
        rule: `self.lowerAscii().matches(${quoted(cronPattern)})`,
        message: 'must be a cron expression of five fields such as "0 3 * * *", or @hourly, @daily, @weekly, @monthly',
      },
    ],
    beyondApiServer: "ranges that end before they start, such as 5-1",
  },
  timeZoneExists: {
    rules: [
      {
        at: "spec.timeZone",
        rule: "self.matches('^[A-Za-z0-9_+:/-]+$')",
        message: "must be an IANA time zone such as Europe/Berlin",
      },
    ],
    beyondApiServer: "names of the right form that are no time zone",
  },
  rateIsZeroOrNoticeable: {
    rules: [
      {
        at: "spec.politeness.requestsPerSecond",
        rule: "self == 0.0 || self >= 0.001",
        message: "must be 0 for no limit, or at least 0.001",
      },
    ],
  },
  durationsAreNotZero: {
    rules: ["spec.retention.maxAge", "spec.rendering.timeout"].map((at) => ({
      at,
      rule: "self.matches('[1-9]')",
      message: "must be above zero; leave the field out for no bound",
    })),
  },
  caBundleHasOneSource: {
    rules: ["spec.network.caBundle", "spec.output.caBundle"].map((at) => ({
      at,
      rule: "has(self.configMapKeyRef) != has(self.secretKeyRef)",
      message: "exactly one of configMapKeyRef and secretKeyRef must be set",
    })),
  },
  authHoldsSomething: {
    rules: [
      {
        at: "spec.auth",
        rule: "has(self.basic) || self.headers.size() + self.cookies.size() > 0",
        message: "must hold at least one of headers, basic and cookies; or leave auth out",
      },
    ],
  },
  headersAreOurs: {
    rules: [
      {
        at: "spec.auth.headers[].name",
        rule: `!(self.lowerAscii() in [${reservedHeaders.map((name) => `'${name}'`).join(", ")}])`,
        message: "the fetcher sets this header itself; there is auth.cookies and politeness.userAgent",
      },
    ],
  },
  authorizationIsSetOnce: {
    rules: [
      {
        at: "spec.auth",
        rule: "!has(self.basic) || !self.headers.exists(header, header.name.lowerAscii() == 'authorization')",
        message: "an Authorization header and auth.basic exclude each other; remove one",
      },
    ],
  },
};

/** Rules about a change, which a check of one object cannot hold. */
export const docSiteTransitions: readonly CelRule[] = [
  {
    at: "spec.output.volume",
    rule:
      "has(self.claimName) || has(oldSelf.claimName) || " +
      "(has(self.storageClassName) == has(oldSelf.storageClassName) && " +
      "(!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName))",
    message:
      "storageClassName cannot change once the claim exists; make a claim of the other class and name it in claimName",
  },
];
