import { describe, expect, test } from "vitest";
import { settingsOfJson, settingsOfScript } from "./script-settings.ts";

describe("settings in a script", () => {
  test.each([
    [
      "Swagger UI's own page",
      `window.ui = SwaggerUIBundle({\n    url: "https://petstore.test/v2/swagger.json",\n    dom_id: '#swagger-ui',\n`,
      "https://petstore.test/v2/swagger.json",
    ],
    [
      "FastAPI",
      `const ui = SwaggerUIBundle({ url: '/openapi.json', "dom_id": "#swagger-ui", "deepLinking": true })`,
      "/openapi.json",
    ],
    ["a call of Redoc", `Redoc.init('./openapi.yaml', {}, document.getElementById('redoc'))`, "./openapi.yaml"],
    [
      "Scalar",
      `Scalar.createApiReference('#app', { url: '/registry.json', proxyUrl: 'https://proxy.test' })`,
      "/registry.json",
    ],
    ["a variable", `var specUrl = "/v1/spec.yml"; SwaggerUIBundle({ url: specUrl })`, "/v1/spec.yml"],
    ["JSON in a text", String.raw`configObject = JSON.parse('{"url":"\/swagger\/v1.json"}')`, "/swagger/v1.json"],
  ])("of %s name the document", (_, script, url) => {
    expect(settingsOfScript(script)).toEqual({ documents: [{ url, name: url }] });
  });

  test("may name several documents, as Swashbuckle does", () => {
    const script = `var configObject = JSON.parse('{"urls":[{"url":"/swagger/v1/swagger.json","name":"My API V1"},{"url":"/swagger/v2/swagger.json","name":"My API V2"}],"deepLinking":false}');`;

    expect(settingsOfScript(script).documents).toEqual([
      { url: "/swagger/v1/swagger.json", name: "My API V1" },
      { url: "/swagger/v2/swagger.json", name: "My API V2" },
    ]);
  });

  test("may lie in another file, as springdoc has them", () => {
    const script = `SwaggerUIBundle({ url: "", "configUrl" : "/v3/api-docs/swagger-config", validatorUrl: "" })`;

    expect(settingsOfScript(script)).toEqual({ documents: [], configUrl: "/v3/api-docs/swagger-config" });
  });

  test("may hold the document, as swagger-ui-express has it", () => {
    const document = { openapi: "3.0.0", info: { title: 'A } " { B' }, paths: {} };
    const script = `window.onload = function() { var options = {\n  "swaggerDoc": ${JSON.stringify(document)},\n  "customOptions": {} };`;

    expect(settingsOfScript(script).inline?.root).toEqual(document);
  });

  test.each([
    ["what is commented out", `// url: "/old.json"\n/* url: "/older.json" */`],
    ["what only running it would tell", "SwaggerUIBundle({ url: `${location.origin}/x.json` })"],
    ["nothing", ""],
  ])("do not count: %s", (_, script) => {
    expect(settingsOfScript(script)).toEqual({ documents: [] });
  });

  test.each([
    ["brackets", `"swagger": "2.0" ${"spec: {".repeat(20_000)}`],
    ["quotes", `"swagger": "2.0" ${`spec: {"`.repeat(20_000)}`],
    ["a list without end", `urls: [${"{".repeat(200_000)}`],
    ["comments", "/*".repeat(100_000)],
    ["blanks", `url${" ".repeat(200_000)}`],
  ])("are looked for in bounded time: %s", (_, script) => {
    const before = performance.now();

    settingsOfScript(script);

    expect(performance.now() - before).toBeLessThan(3000);
  });
});

test("settings as JSON name one document, several, or are the document", () => {
  expect(settingsOfJson({ url: "a.json" }).documents).toEqual([{ url: "a.json", name: "a.json" }]);
  expect(settingsOfJson({ sources: [{ url: "a.json", title: "A" }, { url: "b.json" }] }).documents).toEqual([
    { url: "a.json", name: "A" },
    { url: "b.json", name: "b.json" },
  ]);
  expect(settingsOfJson({ swagger: "2.0", paths: {} }).inline?.version).toBe("2.0");
  expect(settingsOfJson(["url"])).toEqual({ documents: [] });
});
