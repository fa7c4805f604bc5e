import { sends, startTestSite, type TestSite } from "./test-site.ts";

/** Of Redoc's make: an element that names an OpenAPI document, out of which a script draws one long page. */
export function startRedocSite(): Promise<TestSite> {
  const openapi = {
    info: { title: "Kettles", description: "Boil water from afar." },
    paths: {
      "/kettles": { get: { operationId: "listKettles", summary: "List all kettles" } },
      "/kettles/{id}/boil": { post: { operationId: "boil", summary: "Boil one of them" } },
    },
  };
  return startTestSite({
    "/docs/": `<!doctype html><html><head><title>Kettles</title></head><body><redoc spec-url="openapi.json"></redoc><script src="/redoc.standalone.js"></script></body></html>`,
    // What Redoc does with a document, in short.
    "/redoc.standalone.js": sends(
      `const host = document.querySelector("redoc");
       fetch(host.getAttribute("spec-url")).then((r) => r.json()).then(({ info, paths }) => {
         const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId, summary }]) =>
           '<div id="operation/' + operationId + '"><h2>' + summary + '</h2><p><span>' + method + '</span> <code>' + path + '</code></p></div>'));
         host.innerHTML = '<div class="redoc-wrap"><div class="menu-content">Menu</div><div class="api-content"><h1>' + info.title + '</h1><p>' + info.description + '</p>' + operations.join("") + '</div></div>';
       })`,
      "text/javascript",
    ),
    "/docs/openapi.json": sends(JSON.stringify(openapi), "application/json"),
  });
}
