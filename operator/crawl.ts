import { z } from "zod";
import {
  fewEntries,
  maxHostLength,
  nameReference,
  objectName,
  stringMap,
  text,
  timestamp,
  whole,
} from "./docsite-fields.ts";
import { Output, Workers } from "./docsite-result-fields.ts";
import { Auth, Network } from "./docsite-crawl-fields.ts";

/** All that a crawl needs, so that neither an edit of the DocSite nor a newer operator changes it while it runs. */
export const CrawlPlan = z
  .object({
    siteGeneration: whole(0, 2_147_483_647, "Generation of the DocSite that the plan was made from."),
    trigger: z
      .enum(["First", "Schedule", "Request", "Manual"])
      .describe("Why it runs: nothing was ever published, the schedule, the annotation, or a Crawl made by hand."),
    scheduledAt: timestamp("The scheduled time, or when it was asked for."),
    host: text(maxHostLength, "Host of the start URL, which the limit of crawls for each host counts."),
    image: text(1024, "The crawler image of the pods."),
    browserImage: text(
      1024,
      "Image of the workers, with a browser, where pages may be rendered; absent: none is.",
    ).optional(),
    labels: stringMap("Further labels of all pods.").optional(),
    serviceAccountName: objectName("Service account of the pods.").optional(),
    imagePullSecrets: z
      .array(nameReference("A pull secret."))
      .max(8)
      .default([])
      .describe("Pull secrets of the namespace."),
    seccompProfile: text(
      253,
      "Seccomp profile on the nodes that workers run under; absent: RuntimeDefault.",
    ).optional(),
    activeDeadlineSeconds: whole(1, 2_147_483_647, "How long the crawl may take."),
    output: Output,
    workers: Workers,
    network: Network,
    auth: Auth.optional(),
    configuration: z
      .looseObject({})
      .refine(...fewEntries)
      .meta({
        description: "What the crawler is told, in its own versioned form; it is mounted into the pods as it is.",
        maxProperties: 64,
        "x-kubernetes-preserve-unknown-fields": true,
      }),
  })
  .describe("The frozen plan. Only the operator may set it.");
export type CrawlPlan = z.infer<typeof CrawlPlan>;

export const CrawlSpec = z
  .object({
    siteRef: nameReference("The DocSite to crawl."),
    plan: CrawlPlan.optional(),
    workers: whole(0, 1000, "How many workers run; autoscalers write it through /scale.").default(1),
    suspend: z.boolean().default(false).describe("While true no pod runs; set it to false to go on."),
  })
  .describe("One run of a DocSite. Made by hand it needs siteRef alone.");
export type CrawlSpec = z.infer<typeof CrawlSpec>;
