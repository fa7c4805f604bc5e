/**
 * What the crawler's pods are started with: the one place that names its commands, files and variables.
 */
export const pod = {
  coordinator: {
    container: "coordinator",
    args: ["coordinator", "--plan", "/etc/docsynapse/plan/plan.json"],
  },
  worker: {
    container: "worker",
    args: ["worker", "--plan", "/etc/docsynapse/plan/plan.json"],
  },
  natsFlag: "--nats",
  planMount: "/etc/docsynapse/plan",
  planFile: "plan.json",
  /** The coordinator's alone: where a volume's snapshots go. */
  outFlag: "--out",
  outMount: "/var/lib/docsynapse",
  /** JSON: which object store, without credentials. */
  storeVariable: "DOCSYNAPSE_STORE",
  /** Where the entries of the store's Secret are files. */
  storeSecretMount: "/etc/docsynapse/store",
  /** JSON: which headers and cookies go to which hosts, and in which file each value is. */
  authVariable: "DOCSYNAPSE_AUTH",
  authMount: "/etc/docsynapse/auth",
  caBundleVariable: "DOCSYNAPSE_CA_BUNDLE_FILE",
  caBundleMount: "/etc/docsynapse/ca",
  profileVariable: "DOCSYNAPSE_PROFILE_FILE",
  profileMount: "/etc/docsynapse/profile",
  /** The coordinator writes its end there, as `CrawlReport` reads it; Kubernetes keeps it in the pod's status. */
  terminationMessagePath: "/dev/termination-log",
} as const;
