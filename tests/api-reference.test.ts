import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planFor } from "../crawler/testing/plan.ts";
import { crawl, endsOf, listPages, readPage, readReport, readSnapshot } from "./site/crawl.ts";
import { html, redirectTo, sends, startTestSite, type Page } from "./site/test-site.ts";

function documentOf(title: string): Record<string, unknown> {
  const pot = { type: "object", properties: { cups: { type: "integer" } } };
  return {
    openapi: "3.0.3",
    info: { title, version: "1" },
    paths: {
      "/pots": {
        get: {
          operationId: "listPots",
          tags: ["pots"],
          summary: `List the pots of ${title}`,
          responses: {
            200: {
              description: "All",
              content: { "application/json": { schema: { $ref: "#/components/schemas/Pot" } } },
            },
          },
        },
      },
    },
    components: { schemas: { Pot: pot } },
  };
}

const json = (value: unknown): Page => sends(JSON.stringify(value), "application/json");
const script = (text: string): Page => sends(text, "text/javascript");

const shell = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>API</title><link rel="stylesheet" href="swagger-ui.css"></head><body>${body}</body></html>`;
const swaggerUi = (settings: string): string =>
  shell(`<div id="swagger-ui"></div><script src="swagger-ui-bundle.js"></script><script>${settings}</script>`);
const redoc = (url: string): string =>
  shell(`<redoc spec-url="${url}"></redoc><script src="redoc.standalone.js"></script>`);

const HOME = html("Home", "<p>See <a href='/docs/api/#operation/listPots'>how to list pots</a>.</p>", ["/docs/api/"]);

describe("a page that a script draws from an OpenAPI document", () => {
  let out: string;

  beforeEach(async () => {
    out = await mkdtemp(join(tmpdir(), "api-"));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it.each<[string, Record<string, Page>]>([
    ["Redoc", { "/docs/api/": redoc("openapi.json"), "/docs/api/openapi.json": json(documentOf("Tea")) }],
    [
      "Swagger UI of FastAPI, its document outside the start folder",
      {
        "/docs/api/": swaggerUi("const ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui' })"),
        "/openapi.json": json(documentOf("Tea")),
      },
    ],
    [
      "Swagger UI with its own page",
      {
        "/docs/api/": shell(
          `<div id="swagger-ui"></div><script src="./swagger-ui-bundle.js"></script><script src="./swagger-initializer.js"></script>`,
        ),
        "/docs/api/swagger-initializer.js": script(
          `window.onload = () => { window.ui = SwaggerUIBundle({ url: "v3/api.yaml" }) }`,
        ),
        "/docs/api/v3/api.yaml": sends(JSON.stringify(documentOf("Tea"), undefined, 1), "application/octet-stream"),
      },
    ],
    [
      "springdoc: settings that name settings that name the document, which has moved",
      {
        "/docs/api/": shell(
          `<div id="swagger-ui"></div><script src="swagger-ui-bundle.js"></script><script src="swagger-initializer.js"></script>`,
        ),
        "/docs/api/swagger-initializer.js": script(`SwaggerUIBundle({ "configUrl": "/v3/api-docs/swagger-config" })`),
        "/v3/api-docs/swagger-config": json({ configUrl: "/v3/api-docs/swagger-config", url: "/v3/api-docs" }),
        "/v3/api-docs": redirectTo("/v3/api-docs.json", 302),
        "/v3/api-docs.json": json(documentOf("Tea")),
      },
    ],
    [
      "swagger-ui-express: the document stands in a script",
      {
        "/docs/api/": shell(
          `<div id="swagger-ui"></div><script src="./swagger-ui-bundle.js"></script><script src="./swagger-ui-init.js"></script>`,
        ),
        "/docs/api/swagger-ui-init.js": script(
          `window.onload = function() { var options = { "swaggerDoc": ${JSON.stringify(documentOf("Tea"))} } }`,
        ),
      },
    ],
    [
      "RapiDoc",
      {
        "/docs/api/": shell('<rapi-doc spec-url="/a.json"></rapi-doc><script src="rapidoc-min.js"></script>'),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Stoplight Elements",
      {
        "/docs/api/": shell(
          '<elements-api apiDescriptionUrl="/a.json" router="hash"></elements-api><script src="web-components.min.js"></script>',
        ),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Scalar",
      {
        "/docs/api/": shell(
          '<script id="api-reference" data-url="/a.json"></script><script src="https://cdn.test/@scalar/api-reference"></script>',
        ),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Scalar from a copy of its script, called with an address",
      {
        "/docs/api/": shell(
          `<div id="app"></div><script src="standalone.js"></script><script>Scalar.createApiReference('#app', { url: '/a.json', proxyUrl: 'https://proxy.test' })</script>`,
        ),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Scalar from a copy of its script, its address in the page",
      {
        "/docs/api/": shell(
          '<script id="api-reference" data-url="/a.json"></script><script src="standalone.js"></script>',
        ),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Redoc from a copy of its script, drawn anywhere",
      {
        "/docs/api/": shell(
          `<div id="here"></div><script src="docs.js"></script><script>Redoc.init('/a.json', {}, document.getElementById('here'))</script>`,
        ),
        "/a.json": json(documentOf("Tea")),
      },
    ],
    [
      "Scalar with the document in the page",
      {
        "/docs/api/": shell(
          `<script id="api-reference" type="application/json">${JSON.stringify(documentOf("Tea"))}</script><script src="https://cdn.test/@scalar/api-reference"></script>`,
        ),
      },
    ],
  ])("is its reference: %s", async (_, pages) => {
    await using site = await startTestSite({ "/docs/": HOME, ...pages });

    const { result } = await crawl(planFor(`${site.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2, failed: 0 } });
    expect(await listPages(out)).toEqual(["docs/api/index.md", "docs/index.md"]);
    const page = await readPage(out, "docs/api/index.md");
    expect(page).toContain(`url: "${site.url}/docs/api/"`);
    expect(page).toContain("### `GET /pots`\n\n**List the pots of Tea**");
    expect(page).toContain("`application/json`: [Pot](#pot)");
    expect(await readPage(out, "docs/index.md")).toContain("[how to list pots](api/index.md#get-pots)");
  });

  it("is the start page itself, alone or with others", async () => {
    await using site = await startTestSite({
      "/api/": redoc("openapi.json"),
      "/api/openapi.json": json(documentOf("Tea")),
      "/api/more": html("More", "<p>Text.</p>"),
      "/sitemap.xml": sends(`<urlset><url><loc>http://127.0.0.1/api/more</loc></url></urlset>`, "application/xml"),
    });

    const { result } = await crawl(planFor(`${site.url}/api/`, { startUrls: [`${site.url}/api/more`] }), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2, failed: 0 } });
    expect(await listPages(out)).toEqual(["api/index.md", "api/more.md"]);
  });

  it("may be a list of several, each a page of its own, whatever its address looks like", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>", ["/docs/api/", "/docs/v2.json"]),
      "/docs/api/": swaggerUi(
        `SwaggerUIBundle({ urls: [{ url: "../v1.json", name: "Version 1" }, { url: "/docs/v2.json", name: "Version 2" }, { url: "/api-docs?group=x", name: "X" }] })`,
      ),
      "/docs/v1.json": json(documentOf("One")),
      "/docs/v2.json": json(documentOf("Two")),
      "/api-docs?group=x": json(documentOf("X")),
    });

    const { result } = await crawl(planFor(`${site.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 5, failed: 0 } });
    const list = await readPage(out, "docs/api/index.md");
    const paths = [...list.matchAll(/^- \[.*\]\((.*)\)$/gm)].map(([, path = ""]) => path);
    expect(paths).toHaveLength(3);
    expect(paths.every((path) => path.endsWith(".md"))).toBe(true);
    expect(await readPage(out, join("docs/api", paths[1] ?? ""))).toContain("List the pots of Two");
  });

  it("asks for its document within the site's rules, and says why it could not", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>", [
        "/docs/forbidden",
        "/docs/gone",
        "/docs/broken",
        "/docs/elsewhere",
        "/docs/loop",
      ]),
      "/robots.txt": sends("User-agent: *\nDisallow: /private/\n", "text/plain"),
      "/docs/forbidden": redoc("/private/openapi.json"),
      "/private/openapi.json": json(documentOf("Private")),
      "/docs/gone": redoc("/gone.json"),
      "/docs/broken": redoc("/broken.yaml"),
      "/broken.yaml": sends("openapi: 3.0.0\n\tx: [", "application/yaml"),
      "/docs/elsewhere": redoc("http://169.254.169.254/openapi.json"),
      "/docs/loop": redoc("/a"),
      "/a": json({ url: "/b" }),
      "/b": json({ url: "/a" }),
    });

    const { result, events } = await crawl(planFor(`${site.url}/docs/`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 1, failed: 0 } });
    expect(endsOf(events)["/docs/gone"]).toBe("skipped: needs-javascript");
    expect(site.visits.map(({ path }) => path)).not.toContain("/private/openapi.json");
    const report = JSON.stringify(await readReport(out));
    expect(report).toMatch(/private\/openapi\.json could not be used: robots/);
    expect(report).toMatch(/gone\.json could not be used: /);
    expect(report).toMatch(/broken\.yaml could not be used: neither JSON nor YAML/);
    expect(report).toContain("none of the crawl's: 169.254.169.254");
    expect(report).toContain("could not be used: it leads in a circle");
  });

  it("counts as one page where a limit is set", async () => {
    await using site = await startTestSite({
      "/docs/": html("Home", "<p>Text.</p>", ["/docs/a", "/docs/b", "/docs/c"]),
      ...Object.fromEntries(
        ["a", "b", "c"].flatMap((name) => [
          [`/docs/${name}`, redoc(`/${name}.json`)],
          [`/${name}.json`, json(documentOf(name))],
        ]),
      ),
    });

    const { result } = await crawl(planFor(`${site.url}/docs/`, { scope: { maxPages: 2 } }), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 2 } });
  });

  it("is read again when only its document has changed", async () => {
    await using site = await startTestSite(
      { "/docs/": HOME, "/docs/api/": redoc("openapi.json"), "/docs/api/openapi.json": json(documentOf("Tea")) },
      { validators: true },
    );
    const plan = (snapshot: string) => planFor(`${site.url}/docs/`, { snapshot });
    await crawl(plan("20260101T000000Z"), out);

    const same = await crawl(plan("20260102T000000Z"), out);
    site.pages.set("/docs/api/openapi.json", json(documentOf("Coffee")));
    const changed = await crawl(plan("20260103T000000Z"), out);

    expect(same.result).toMatchObject({ changes: { changed: 0, added: 0, removed: 0 } });
    expect(changed.result).toMatchObject({ changes: { changed: 1, added: 0, removed: 0 } });
    await crawl(plan("20260103T000000Z"), join(out, "full"));
    expect(await readSnapshot(out)).toEqual(await readSnapshot(join(out, "full")));
  });

  it("may be the document itself, where that is what is asked for", async () => {
    await using site = await startTestSite({ "/openapi.json": json(documentOf("Tea")) });

    const { result } = await crawl(planFor(`${site.url}/openapi.json`), out);

    expect(result).toMatchObject({ type: "published", counts: { stored: 1 } });
  });
});
