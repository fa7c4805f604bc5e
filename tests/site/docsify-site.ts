import { sends, startTestSite, type TestSite } from "./test-site.ts";

const markdown = (text: string) => sends(text, "text/markdown");

/** Of Docsify's make: one shell, a home page that a script draws, and a side bar that names the other pages. */
export function startDocsifySite(): Promise<TestSite> {
  return startTestSite({
    "/docs/": `<!doctype html><html><head><title>D</title></head><body><div id="app"></div><script>window.$docsify = { loadSidebar: true }</script><script src="/docsify.min.js"></script></body></html>`,
    // What Docsify does with the home page, in short.
    "/docsify.min.js": sends(
      `fetch("/docs/README.md").then((r) => r.text()).then((text) => { document.querySelector("#app").innerHTML =
        '<main><section class="content"><article class="markdown-section"><h1>Home</h1><p>' + text.replace(/^# Home\\s*/, "") + '</p></article></section></main>' })`,
      "text/javascript",
    ),
    "/docs/README.md": markdown("# Home\n\nWelcome to [text](hidden?id=more) and [API](#/api).\n"),
    "/docs/_sidebar.md": markdown("* [Home](/)\n* [Hidden](hidden)\n* [API](api.md)\n"),
    "/docs/hidden.md": markdown("# Hidden\n\nText of it, and [more](?id=more).\n\n## More\n\nText.\n"),
    "/docs/api.md": markdown("# API\n\nText of it.\n"),
  });
}
