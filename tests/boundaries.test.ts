import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Who may import what; a folder that is not named may import anything of its own part. */
const RULES: readonly {
  readonly from: string;
  readonly never: RegExp;
  readonly except?: RegExp;
  readonly why: string;
}[] = [
  { from: "crawler/", never: /^(operator|cli|bench)\//, why: "the engine knows no Kubernetes and no terminal" },
  {
    from: "operator/",
    never: /^(crawler|cli|bench)\//,
    except: /^crawler\/(contract|nats-names|nats\/(connect-patiently|provided-streams))\.ts$/,
    why: "only the contract, and how NATS is reached",
  },
  { from: "telemetry/", never: /^(crawler|operator|cli|bench)\//, why: "it knows neither crawls nor Kubernetes" },
  {
    from: "crawler/frontier/",
    never: /^(node:|undici$|crawler\/(fetch|store|queue|worker|coordinator)\/)/,
    why: "pure",
  },
  {
    from: "crawler/url/",
    never: /^(node:|undici$|crawler\/(fetch|store|queue|worker|coordinator|frontier)\/)/,
    why: "pure",
  },
  {
    from: "crawler/extract/",
    never: /^(node:|undici$|crawler\/(fetch|store|queue|worker|coordinator)\/)/,
    why: "pure",
  },
  {
    from: "crawler/convert/",
    never: /^(node:|undici$|crawler\/(fetch|store|queue|worker|coordinator)\/)/,
    why: "pure",
  },
  {
    from: "crawler/openapi/",
    never: /^(node:|undici$|crawler\/(fetch|store|queue|worker|coordinator|extract)\/)/,
    why: "pure",
  },
  {
    from: "crawler/coordinator/",
    never: /^(cheerio|htmlparser2|crawler\/(extract|convert|discover|worker|fetch)\/)/,
    why: "the coordinator never parses foreign bytes",
  },
  {
    from: "crawler/snapshot/",
    never: /^(cheerio|htmlparser2|crawler\/(extract|convert|discover|worker|fetch)\/)/,
    why: "publishing never parses foreign bytes",
  },
  {
    from: "crawler/render/",
    never: /^crawler\/(store|snapshot|coordinator|frontier|worker|queue|extract|convert)\//,
    why: "a browser knows one page",
  },
  { from: "crawler/worker/", never: /^crawler\/(store|snapshot|coordinator|frontier)\//, why: "workers never write" },
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("testdata"))
    .map((path) => join(folder, path));
}

function imports(path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    ([, specifier = ""]) => specifier,
  );
  return specifiers.map((specifier) =>
    specifier.startsWith(".") ? relative(root, resolve(root, dirname(path), specifier)) : specifier,
  );
}

/** Files and packages that come with the files: dynamic imports and those of types come with nothing. */
function loadedWith(files: readonly string[]): Set<string> {
  const loaded = new Set(files);
  for (const path of loaded) {
    if (!path.endsWith(".ts")) continue;
    const text = readFileSync(join(root, path), "utf8");
    for (const [, specifier = ""] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from ["']([^"']+)["']/gm)) {
      loaded.add(specifier.startsWith(".") ? relative(root, resolve(root, dirname(path), specifier)) : specifier);
    }
  }
  return loaded;
}

describe("boundaries", () => {
  it.each(RULES)("$from keeps to its own: $why", ({ from, never, except }) => {
    const files = sources(from);

    const broken = files.flatMap((path) =>
      imports(path)
        .filter((target) => never.test(target) && except?.test(target) !== true)
        .map((target) => `${path} imports ${target}`),
    );

    expect(files.length).toBeGreaterThan(0);
    expect(broken).toEqual([]);
  });

  it("loads a cloud's SDK only when a store of that cloud is opened", () => {
    const loaded = loadedWith(["crawler/local/run-local-crawl.ts", "cli/main.ts", "cli/crawl.ts", "cli/run.ts"]);

    expect(loaded).toContain("crawler/store/open-store.ts");
    expect([...loaded].filter((target) => /^@(aws-sdk|google-cloud|azure)\//.test(target))).toEqual([]);
  });

  it("loads the Kubernetes client only for what talks to a cluster", () => {
    const without = loadedWith(["cli/main.ts", "cli/crawl.ts", "cli/run.ts", "crawler/main.ts"]);

    expect([...without]).not.toContain("@kubernetes/client-node");
    expect([...loadedWith(["cli/pull/pull.ts"])]).toContain("@kubernetes/client-node");
  });

  it("loads OpenTelemetry only where there is somewhere to send to", () => {
    const loaded = loadedWith(["crawler/main.ts", "operator/main.ts", "cli/main.ts", "cli/crawl.ts", "cli/run.ts"]);

    expect(loaded).toContain("telemetry/start.ts");
    expect([...loaded].filter((target) => /^@opentelemetry\/|^telemetry\/ot/.test(target))).toEqual([]);
  });

  it("finds the imports of a file at all", () => {
    expect(imports("crawler/coordinator/resume.ts")).toContain("crawler/snapshot/staged.ts");
  });
});
