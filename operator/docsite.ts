import { z } from "zod";
import { Auth, Discovery, Extraction, Network, Politeness, Rendering, Scope } from "./docsite-crawl-fields.ts";
import { httpUrl, patterned, stringMap, text, whole } from "./docsite-fields.ts";
import { History, Output, Publish, Retention, Workers } from "./docsite-result-fields.ts";

export const group = "docsynapse.io";
export const version = "v1alpha1";
export const apiVersion = `${group}/${version}` as const;

/** What a user wants of one documentation site. Rules that join several fields are in `docsite-checks.ts`. */
export const DocSiteSpec = z
  .object({
    url: httpUrl("Where the documentation starts; its folder is the scope unless scope.include says otherwise."),
    startUrls: z
      .array(httpUrl("One more place to start from."))
      .max(255)
      .default([])
      .describe("Further places to start from."),
    scope: Scope,
    discovery: Discovery,
    schedule: text(
      128,
      "Cron expression of five fields, or @daily and the like; absent: crawled when asked.",
    ).optional(),
    timeZone: text(64, "Time zone of the schedule, such as Europe/Berlin.").default("Etc/UTC"),
    suspend: z.boolean().default(false).describe("No crawl starts while true."),
    concurrencyPolicy: z
      .enum(["Forbid", "Replace"])
      .default("Forbid")
      .describe("When a crawl is due while one runs: let it finish, or replace it."),
    startingDeadlineSeconds: whole(
      1,
      2_147_483_647,
      "How late a missed crawl may still start; absent: always.",
    ).optional(),
    politeness: Politeness,
    rendering: Rendering,
    auth: Auth.optional(),
    extraction: Extraction,
    output: Output,
    publish: Publish,
    retention: Retention,
    workers: Workers,
    network: Network,
    history: History,
  })
  .describe("What is wanted.");
export type DocSiteSpec = z.infer<typeof DocSiteSpec>;

/** It is the value of a label of everything made for the DocSite. */
export const maxSiteNameLength = 63;

/** Of the metadata only what the product reads; the API server owns the rest. */
const Metadata = z
  .object({
    name: patterned(
      maxSiteNameLength,
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      "a Kubernetes name: lower-case letters, digits, - and .",
    ).describe("Name of the DocSite."),
    namespace: patterned(
      63,
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
      "a Kubernetes namespace: lower-case letters, digits and -",
    )
      .default("default")
      .describe("Namespace of the DocSite."),
    labels: stringMap("Labels.").optional(),
    annotations: z.record(z.string(), z.string().max(262_144)).meta({ description: "Annotations." }).optional(),
  })
  .describe("Standard object's metadata.");

export const DocSite = z.object({
  apiVersion: z.literal(apiVersion),
  kind: z.literal("DocSite"),
  metadata: Metadata,
  spec: DocSiteSpec,
});
export type DocSite = z.infer<typeof DocSite>;
