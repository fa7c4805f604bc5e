import { describe, expect, it, test } from "vitest";
import { drawnRoutes, findHomepage, writtenAnchor, writtenRoutes } from "./docsify-routes.ts";
import { extractPage } from "./extract-page.ts";
import { PageLinks } from "./page-links.ts";
import { parseHtml } from "./parse-html.ts";
import { surveyPage } from "./survey-page.ts";

const HOME = "https://docs.test/app/";

test.each([
  ["#/", HOME],
  ["#/?id=what-it-does", `${HOME}#what-it-does`],
  ["#/guide/install", `${HOME}guide/install.md`],
  ["#/guide/install?id=from-source", `${HOME}guide/install.md#from-source`],
  ["#/guide/install?id=_1-start", `${HOME}guide/install.md#1-start`],
  ["#/guide/", `${HOME}guide/README.md`],
  ["/#/guide", `${HOME}guide.md`],
  ["#install", undefined],
  ["guide.html", undefined],
])("a drawn link %s leads to %s", (reference, url) => {
  expect(drawnRoutes(HOME)(reference)).toBe(url);
});

test.each([
  ["/", HOME],
  ["README.md", HOME],
  ["guide", `${HOME}guide.md`],
  ["/guide/", `${HOME}guide/README.md`],
  ["guide/install.md#from-source", `${HOME}guide/install.md#from-source`],
  ["guide/install?id=from-source", `${HOME}guide/install.md#from-source`],
  ["?id=here", `${HOME}#here`],
  ["#/guide?id=x", `${HOME}guide.md#x`],
  ["#here", undefined],
  ["kettle.pdf", undefined],
  ["https://other.test/guide", undefined],
  ["mailto:a@b.test", undefined],
])("a link %s in the home page's Markdown leads to %s", (reference, url) => {
  expect(writtenRoutes(HOME)(reference)).toBe(url);
});

test.each([
  ["../install.md?id=x", "../install.md#x"],
  ["install?id=_2-x", "install.md#2-x"],
  ["?id=x", "#x"],
  ["install?id=x&page=2", undefined],
  ["item.html?id=5", undefined],
  ["install.md", undefined],
])("a link %s in any Markdown leads to %s", (reference, target) => {
  expect(writtenAnchor(reference)).toBe(target);
});

const at = (url: string, name: string): unknown => ({ type: "documents", documents: [{ url, name }] });

describe("the Markdown of the home page", () => {
  const homeOf = (script: string): unknown => {
    const survey = surveyPage(parseHtml(`<div id=app></div><script>window.$docsify = ${script}</script>`).document);
    return findHomepage(survey, new PageLinks(HOME, undefined));
  };

  test.each([
    ["{}", at(`${HOME}README.md`, "README.md")],
    ["{ homepage: 'start.md' }", at(`${HOME}start.md`, "start.md")],
    ["{ basePath: '/text/' }", at("https://docs.test/text/README.md", "README.md")],
    ["{ routerMode: 'history' }", undefined],
  ])("of %s", (script, expected) => {
    expect(homeOf(script)).toEqual(expected);
  });

  it("is not asked for once a browser has drawn it, and its links are the pages' files", () => {
    const page = extractPage(
      "<script src=docsify.min.js></script><article class=markdown-section><h1>Home</h1><p><a href='#/guide?id=x'>G</a></article>",
      {
        url: HOME,
        scopeHosts: new Set(["docs.test"]),
        extraction: { removeSelectors: [] },
        collectAssets: false,
        isRendered: true,
      },
    );

    expect(page.api).toBeUndefined();
    expect(page.found).toEqual([{ url: `${HOME}guide.md`, kind: "page" }]);
    expect(page.links.resolve("#/guide?id=x")?.href).toBe(`${HOME}guide.md#x`);
  });
});
