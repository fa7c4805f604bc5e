import { expect, test } from "vitest";
import { extractPage } from "./extract-page.ts";

const options = {
  url: "https://docs.test/guide/page",
  scopeHosts: new Set(["docs.test"]),
  extraction: { removeSelectors: [] },
  collectAssets: false,
};
const missingOf = (html: string): readonly string[] => extractPage(html, options).missing;

test.each([
  ["<title>Page not found | Docs</title><main><h1>404 - Page not found</h1><p>Sorry, this page does not exist."],
  ["<title>404 Not Found</title><body><h1>Oops</h1><p>The page you were looking for could not be found."],
  ["<title>Docs</title><main><h1>Page Not Found</h1><p>We could not find what you were looking for."],
  ["<title>404</title><main><h1>404</h1><p>This URL has been moved or removed."],
])("says of a short apology that it is no page: %s", (html) => {
  expect(missingOf(html)).toContain("not-found");
});

test.each([
  ["<title>404 Not Found – HTTP</title><main><h1>404 Not Found</h1><p>A status code.<pre>HTTP/1.1 404 Not Found</pre>"],
  [
    `<title>Page not found errors</title><main><h1>Page not found</h1><p>${"How to avoid that a page is not found. ".repeat(30)}`,
  ],
  ["<title>NotFound</title><main><h1>NotFound</h1><p>Raised when the resource could not be found."],
  ["<title>Just a moment: waiting in tests</title><main><h1>Waiting</h1><p>How to wait for a condition."],
  [
    "<title>Handling page not found errors</title><main><h1>Handling page not found errors</h1><p>What readers see where a page could not be found.",
  ],
  ["<title>Redirects</title><main><h1>Redirects</h1><p>Tell readers when a page has been moved."],
])("leaves a page about such pages a page: %s", (html) => {
  expect(missingOf(html)).toEqual([]);
});

test.each([
  [
    `<title>Just a moment...</title><meta name=robots content="noindex,nofollow"><div><h1>docs.test</h1><p>Verifying you are human. This may take a few seconds.`,
  ],
  [`<title>Just a moment...</title><body><noscript>Enable JavaScript and cookies to continue</noscript>`],
  [
    `<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1><script src="/cdn-cgi/challenge-platform/h/b.js"></script>`,
  ],
])("knows a check for robots: %s", (html) => {
  expect(missingOf(html)).toContain("robot-check");
});
