import { z } from "zod";
import {
  anyText,
  duration,
  httpUrl,
  keyReference,
  nameReference,
  objectName,
  patterned,
  quantity,
  stringMap,
  text,
  whole,
} from "./docsite-fields.ts";

/** The part of a DocSite that says where snapshots go, how long they stay, and who does the work. */

const prefix = patterned(512, /^[^/ \t\n\v\f\r][^ \t\n\v\f\r]*$/, "a path without spaces that does not start with /")
  .optional()
  .describe("Path under which everything is written; absent: <namespace>/<name>.");

const outputSwitch = (description: string) => z.boolean().default(true).describe(description);

export const Output = z
  .object({
    volume: z
      .object({
        claimName: objectName("An existing claim; absent: one is made for the DocSite.").optional(),
        size: quantity("Size of the claim that is made.").default("10Gi"),
        storageClassName: objectName("Storage class of the claim; absent: the cluster's default.").optional(),
      })
      .optional()
      .describe("Write to a persistent volume."),
    s3: z
      .object({
        bucket: text(63, "Name of the bucket."),
        prefix,
        region: text(64, "Region of the bucket.").optional(),
        endpoint: httpUrl("URL of an S3-compatible service; absent: AWS.").optional(),
        forcePathStyle: z.boolean().default(false).describe("Bucket in the path, not in the host name."),
        secretRef: nameReference("Secret with accessKeyId and secretAccessKey; absent: the pod's identity.").optional(),
      })
      .optional()
      .describe("Write to Amazon S3 or a compatible service."),
    gcs: z
      .object({
        bucket: text(222, "Name of the bucket."),
        prefix,
        endpoint: httpUrl("URL of a private endpoint or an emulator; absent: Google's own.").optional(),
        secretRef: nameReference("Secret with key.json; absent: the pod's identity.").optional(),
      })
      .optional()
      .describe("Write to Google Cloud Storage."),
    azure: z
      .object({
        account: text(24, "Name of the storage account."),
        container: text(63, "Name of the container."),
        prefix,
        endpoint: httpUrl("URL of the account's blob service; absent: the public cloud's.").optional(),
        secretRef: nameReference("Secret with accountKey; absent: the pod's identity.").optional(),
      })
      .optional()
      .describe("Write to Azure Blob Storage."),
    caBundle: z
      .object({
        configMapKeyRef: keyReference("Entry of a ConfigMap.").optional(),
        secretKeyRef: keyReference("Entry of a Secret.").optional(),
      })
      .optional()
      .describe("PEM certificates trusted for object storage beside the system's; exactly one source."),
    frontMatter: outputSwitch("Metadata as YAML at the top of each page."),
    assets: outputSwitch("Keep the images that pages show."),
    llmsTxt: outputSwitch("Write llms.txt and llms-full.txt."),
    chunks: outputSwitch("Write chunks.jsonl, the pages cut by heading for an index."),
  })
  .prefault({})
  .describe("Where and what is written; at most one of volume, s3, gcs and azure, a volume when none is named.");

export const Publish = z
  .object({
    maxRemovedPercent: whole(
      0,
      100,
      "Refuse a snapshot that lacks more than this share of the last one's pages.",
    ).default(50),
    minPages: whole(0, 10_000_000, "Refuse a snapshot with fewer pages.").default(1),
  })
  .prefault({})
  .describe("What keeps an outage or a login wall from replacing a good snapshot.");

export const Retention = z
  .object({
    snapshots: whole(1, 1000, "How many snapshots are kept.").default(5),
    maxAge: duration("Older snapshots go, the published one never; absent: no bound.").optional(),
  })
  .prefault({})
  .describe("How long snapshots stay.");

export const History = z
  .object({
    successful: whole(0, 100, "How many finished Crawls are kept.").default(3),
    failed: whole(0, 100, "How many failed Crawls are kept.").default(1),
  })
  .prefault({})
  .describe("Crawl objects kept to look at.");

const computeResources = (description: string) =>
  z
    .object({
      cpu: quantity("Processor time.").optional(),
      memory: quantity("Memory.").optional(),
      "ephemeral-storage": quantity("Space on the node's disk.").optional(),
    })
    .optional()
    .describe(description);

const Toleration = z
  .object({
    key: text(317, "Taint key; absent: all.").optional(),
    operator: z.enum(["Exists", "Equal"]).optional().describe("How value is compared."),
    value: anyText(63, "Taint value.").optional(),
    effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional().describe("Taint effect; absent: all."),
    tolerationSeconds: whole(0, 2_147_483_647, "How long a NoExecute taint is borne.").optional(),
  })
  .describe("One toleration.");

const Metric = z
  .object({
    type: z.enum(["Pods", "External"]).describe("Where the metric comes from."),
    name: text(253, "Name of the metric."),
    averageValue: quantity("Value for each worker that the autoscaler aims at."),
    matchLabels: stringMap("Labels that select the metric.").optional(),
  })
  .describe("One metric.");

export const Resources = z.object({
  requests: computeResources("What a worker is promised."),
  limits: computeResources("What a worker may not exceed."),
});
export type Resources = z.infer<typeof Resources>;

export const Workers = z
  .object({
    min: whole(1, 1000, "Workers at least.").default(1),
    max: whole(1, 1000, "Workers at most.").default(4),
    targetCPUUtilization: whole(1, 1000, "Percent of the requested CPU that the autoscaler aims at.").default(80),
    metrics: z.array(Metric).max(8).default([]).describe("Further metrics for the autoscaler."),
    resources: Resources.optional().describe("Compute resources of one worker."),
    nodeSelector: stringMap("Labels of the nodes that workers may run on.").optional(),
    tolerations: z.array(Toleration).max(32).default([]).describe("Taints that workers bear."),
    priorityClassName: objectName("Priority class of the workers.").optional(),
  })
  .prefault({})
  .describe("The pods that fetch and convert.");
