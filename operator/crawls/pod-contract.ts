/**
 * What the crawler's pods are started with: the one place that names their commands, files and variables. The variables
 * are those that the crawler's image reads.
 */
export const pod = {
  coordinator: {
    container: "coordinator",
    args: ["coordinator"],
    /** It journals as it goes. */
    graceSeconds: 30,
  },
  worker: {
    container: "worker",
    args: ["worker"],
    /** A page's timeout and its flush. */
    graceSeconds: 60,
  },
  /** Between the crawler's own end and the kubelet's kill. */
  graceMarginSeconds: 10,
  graceVariable: "DOCSYNAPSE_GRACE_SECONDS",
  healthVariable: "DOCSYNAPSE_HEALTH_PORT",
  healthPort: 8080,
  natsVariable: "DOCSYNAPSE_NATS_URL",
  natsInboxVariable: "DOCSYNAPSE_NATS_INBOX_PREFIX",
  natsMount: "/etc/docsynapse/nats",
  /** Which file of the login each of them names. */
  natsFileVariables: {
    "nats.creds": "DOCSYNAPSE_NATS_CREDENTIALS_FILE",
    "ca.crt": "DOCSYNAPSE_NATS_CA_FILE",
    "tls.crt": "DOCSYNAPSE_NATS_CERT_FILE",
    "tls.key": "DOCSYNAPSE_NATS_KEY_FILE",
  } as Readonly<Record<string, string | undefined>>,
  /** Which entry of the login each of them holds. */
  natsValueVariables: {
    user: "DOCSYNAPSE_NATS_USER",
    password: "DOCSYNAPSE_NATS_PASSWORD",
    token: "DOCSYNAPSE_NATS_TOKEN",
  } as Readonly<Record<string, string | undefined>>,
  planVariable: "DOCSYNAPSE_PLAN",
  planMount: "/etc/docsynapse/plan",
  planFile: "plan.json",
  /** The coordinator's alone: a directory, or in JSON which object store, without credentials. */
  storeVariable: "DOCSYNAPSE_STORE",
  outMount: "/var/lib/docsynapse",
  /** Where `key.json` of a Google service account is a file. */
  storeSecretMount: "/etc/docsynapse/store",
  storeCaVariable: "DOCSYNAPSE_STORE_CA_FILE",
  storeCaMount: "/etc/docsynapse/store-ca",
  /** JSON: which headers and cookies go to which hosts, and in which file of the folder each value is. */
  authVariable: "DOCSYNAPSE_SITE_AUTH",
  authFolderVariable: "DOCSYNAPSE_SITE_AUTH_FOLDER",
  authMount: "/etc/docsynapse/auth",
  siteCaVariable: "DOCSYNAPSE_SITE_CA_FILE",
  siteCaMount: "/etc/docsynapse/ca",
  /** `on` where a seccomp profile of its own lets the browser have its sandbox, else `off`. */
  sandboxVariable: "DOCSYNAPSE_CHROMIUM_SANDBOX",
  /** The coordinator writes its end there, as `CrawlReport` has it; Kubernetes keeps it in the pod's status. */
  reportVariable: "DOCSYNAPSE_REPORT_FILE",
  /** The coordinator's alone: its items carry the crawl's trace on to the workers. */
  traceparentVariable: "TRACEPARENT",
  telemetryHeadersVariable: "OTEL_EXPORTER_OTLP_HEADERS",
  resourceVariable: "OTEL_RESOURCE_ATTRIBUTES",
  terminationMessagePath: "/dev/termination-log",
} as const;
