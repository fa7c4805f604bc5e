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
  /** The coordinator writes its end there, as `CrawlReport` has it; Kubernetes keeps it in the pod's status. */
  reportVariable: "DOCSYNAPSE_REPORT_FILE",
  /** The coordinator's alone: its items carry the crawl's trace on to the workers. */
  traceparentVariable: "TRACEPARENT",
  telemetryHeadersVariable: "OTEL_EXPORTER_OTLP_HEADERS",
  resourceVariable: "OTEL_RESOURCE_ATTRIBUTES",
  terminationMessagePath: "/dev/termination-log",
} as const;
