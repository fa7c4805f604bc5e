import { z } from "zod";
import {
  duration,
  globs,
  hosts,
  httpUrl,
  keyReference,
  nameReference,
  patterned,
  text,
  whole,
} from "./docsite-fields.ts";

/** The part of a DocSite that says which pages are wanted and how they are fetched and read. */

export const Scope = z
  .object({
    include: globs("Pages wanted; empty: everything below the start URLs' folders.").default([]),
    exclude: globs("Pages not wanted; wins over include.").default([]),
    hosts: hosts("Hosts beside the start URLs' own.").default([]),
    maxDepth: whole(0, 10_000, "Links away from a start URL; absent: no bound.").optional(),
    maxPages: whole(1, 10_000_000, "Pages stored at most, exactly; absent: no bound.").optional(),
    query: z
      .enum(["Skip", "Keep", "Strip"])
      .default("Skip")
      .describe("URLs with a query string: left out, each its own page, or requested without the query."),
  })
  .prefault({})
  .describe("Which pages belong to the site.");

const discoverySwitch = (description: string) => z.boolean().default(true).describe(description);

export const Discovery = z
  .object({
    sitemap: discoverySwitch("Read the sitemaps that robots.txt and convention name."),
    links: discoverySwitch("Follow links."),
    llmsTxt: discoverySwitch("Read llms.txt."),
    pageLists: discoverySwitch("Read the generator's own page list, such as objects.inv or a search index."),
    nativeMarkdown: discoverySwitch("Use a page's own Markdown where it offers it and it says the same."),
  })
  .prefault({})
  .describe("By which means pages are found.");

export const Politeness = z
  .object({
    requestsPerSecond: z
      .number()
      .min(0)
      .max(10_000)
      .optional()
      .describe("Limit for each host; 0: none; absent: 10, and none when all hosts are loopback."),
    maxConcurrency: whole(1, 256, "Requests under way at a time, for each host.").default(8),
    robots: z.enum(["Respect", "Ignore"]).default("Respect").describe("Whether robots.txt is obeyed."),
    userAgent: patterned(256, /^[!-~]([ -~]*[!-~])?$/, "printable ASCII text")
      .optional()
      .describe("The User-Agent header; its first word is what robots.txt is read for."),
  })
  .prefault({})
  .describe("How gently the site is treated.");

export const Rendering = z
  .object({
    mode: z
      .enum(["Auto", "Never", "Always"])
      .default("Auto")
      .describe("Whether a browser renders pages: those that need it, none, or all."),
    waitFor: text(1024, "CSS selector of what must be there before a rendered page is read.").optional(),
    timeout: duration("Longest time for rendering one page.").optional(),
  })
  .prefault({})
  .describe("Pages whose content comes from scripts.");

const headerName = patterned(256, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "a header name such as Authorization").describe(
  "Name of the header.",
);

const secretEntry = keyReference("Entry of a Secret that holds the value.");

export const Auth = z
  .object({
    hosts: hosts("Hosts that get the credentials; empty: the host of spec.url alone.").default([]),
    headers: z
      .array(z.object({ name: headerName, secretKeyRef: secretEntry }).describe("One header."))
      .max(32)
      .default([])
      .describe("Headers sent with each request."),
    basic: z
      .object({ secretRef: nameReference("Secret of type kubernetes.io/basic-auth: username and password.") })
      .optional()
      .describe("HTTP basic authentication."),
    cookies: z
      .array(
        z
          .object({
            name: patterned(256, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "a cookie name without spaces, = and ;").describe(
              "Name of the cookie.",
            ),
            secretKeyRef: secretEntry,
          })
          .describe("One cookie."),
      )
      .max(32)
      .default([])
      .describe("Cookies sent with each request."),
  })
  .describe("Credentials of the site; they never leave the hosts named here.");

export const Extraction = z
  .object({
    contentSelector: text(
      1024,
      "CSS selector of a page's content; absent: found by the generator's profile.",
    ).optional(),
    removeSelectors: z
      .array(text(1024, "CSS selector of what is no content."))
      .max(64)
      .default([])
      .describe("Parts of the content to leave out."),
    generator: patterned(64, /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "a generator's name such as sphinx or docusaurus")
      .optional()
      .describe("Profile to read the pages with; absent: recognised on each page."),
    profile: keyReference("Entry of a ConfigMap that holds an own profile.").optional(),
  })
  .prefault({})
  .describe("What of a page is content.");

export const Network = z
  .object({
    proxy: httpUrl("Proxy for all requests, such as http://proxy.example.org:3128.").optional(),
    caBundle: z
      .object({
        configMapKeyRef: keyReference("Entry of a ConfigMap.").optional(),
        secretKeyRef: keyReference("Entry of a Secret.").optional(),
      })
      .optional()
      .describe("PEM certificates trusted beside the system's; exactly one source."),
    allowPrivateAddresses: z
      .boolean()
      .default(false)
      .describe("Whether loopback and private addresses may be fetched; the namespace's policy must allow it too."),
  })
  .prefault({})
  .describe("How the site is reached.");
