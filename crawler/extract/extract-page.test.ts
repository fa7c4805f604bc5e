import { describe, expect, test } from "vitest";
import { extractPage, type ExtractOptions } from "./extract-page.ts";
import type { ExtractedPage } from "./extracted-page.ts";
import { ExtractionConfigError } from "./extraction-config-error.ts";

function extract(html: string, changes: Partial<ExtractOptions> = {}): ExtractedPage {
  return extractPage(html, {
    url: "https://docs.test/guide/page.html",
    scopeHosts: new Set(["docs.test"]),
    extraction: { removeSelectors: [] },
    collectAssets: false,
    ...changes,
  });
}

describe("the generator", () => {
  test.each([
    ["its own meta element", "<meta name=generator content='Docusaurus v3.1.0'>", "docusaurus"],
    [
      "the second of two meta elements",
      "<meta name=generator content='Astro v5'><meta name=generator content='Starlight v0.3'>",
      "starlight",
    ],
    ["a comment", "<!-- Book generated using mdBook --><main>x", "mdbook"],
    ["a script", "<script src='_static/documentation_options.js'></script>", "sphinx"],
    ["an attribute of the root", "<html data-content_root='./'>", "sphinx"],
    ["a theme over what it is built upon", "<meta name=generator content='Hugo 0.111.3'><body class=td-page>", "docsy"],
    ["the platform, where no theme is known", "<meta name=generator content='Hugo 0.111.3'>", "hugo"],
    ["a class", "<div class='vp-x VPDoc'>", "vitepress"],
    ["nothing", "<p>Sphinx, VitePress", "generic"],
  ])("is known by %s", (_, html, name) => {
    expect(extract(html).generator.name).toBe(name);
  });

  test("is told with its version and the reason", () => {
    const { generator } = extract("<meta name=generator content='VitePress v1.6.3'><div class=VPDoc>");

    expect(generator).toEqual({
      name: "vitepress",
      version: "1.6.3",
      theme: "default",
      reason: 'a meta element generator that starts with "VitePress"',
    });
  });

  test.each([
    ["<meta name=generator content='mkdocs-1.6.1, mkdocs-material-9.7.0'>", { version: "9.7.0" }],
    [
      "<meta name=generator content='Docutils 0.19: x'><script src=_static/documentation_options.js></script>" +
        "<div class=wy-nav-content></div><div class=footer>Created using Sphinx 5.3.0.</div>",
      { version: "5.3.0", theme: "rtd" },
    ],
    [
      "<meta name=generator content='Astro v5'><meta name=generator content='Starlight v0.30.1'>",
      { version: "0.30.1" },
    ],
    [
      "<meta name=generator content=rustdoc><meta name=rustdoc-vars data-rustdoc-version='1.95.0 (x)'>",
      { version: "1.95.0" },
    ],
  ])("is told with its own version, not that of what is below it: %s", (html, told) => {
    expect(extract(html).generator).toMatchObject(told);
  });

  test("may be named by the plan, if it is one", () => {
    expect(extract("<p>x", { extraction: { removeSelectors: [], generator: "sphinx" } }).profile.name).toBe("sphinx");
    expect(() => extract("<p>x", { extraction: { removeSelectors: [], generator: "nope" } })).toThrow(
      ExtractionConfigError,
    );
  });
});

test("the outermost sections are the content of a Sphinx theme that nobody knows", () => {
  const { roots, metadata } = extract(
    "<script src='_static/documentation_options.js'></script><title>Fields &#8212; Site 3.2 documentation</title>" +
      "<div class=document><div id=hd><h1><a href=/>Site 3.2 documentation</a></h1></div><div id=bd>" +
      "<div class=section id=a><h1>Fields</h1><div class=section id=b><h2>Options</h2></div></div></div></div>",
  );

  expect(roots.map(({ element }) => element.attribs["id"])).toEqual(["a"]);
  expect(metadata.title).toBe("Fields");
});

describe("the plan's selectors", () => {
  test("choose the content and what is left out of it", () => {
    const page = extract("<main>a</main><div id=c>b<p class=x>c</p></div>", {
      extraction: { contentSelector: "#c", removeSelectors: ["#c > .x"] },
    });

    const [root] = page.roots;
    expect(root?.element.attribs["id"]).toBe("c");
    expect(root?.element.children.map((child) => "attribs" in child && page.isNoise(child))).toEqual([false, true]);
  });

  test.each(["#", "p[", "::nope("])("are refused by name when they are none: %s", (selector) => {
    expect(() => extract("<p>x", { extraction: { removeSelectors: [selector] } })).toThrow(
      expect.objectContaining({ name: "ExtractionConfigError", message: expect.stringContaining(selector) }),
    );
  });
});

describe("a site's own profile", () => {
  const html = `<meta name=generator content="Hugo 0.1"><h1 class=t>Title</h1><p class=text>a<b class=x>b</b></p><main>c</main>`;
  const profile = { name: "ours", content: [".none", "p:not(.y)"], title: ["h1.t"], remove: ["p > .x"] };

  test("says where content and title are and what is none of it; the rest is as the generator has it", () => {
    const page = extract(html, { extraction: { removeSelectors: [], profile } });

    expect(page.roots.map(({ element, asTitle }) => [element.name, asTitle])).toEqual([
      ["h1", true],
      ["p", false],
    ]);
    expect(page.roots[1]?.element.children.some((child) => "attribs" in child && page.isNoise(child))).toBe(true);
    expect(page.generator).toMatchObject({ name: "hugo", reason: expect.stringContaining("with the profile ours") });
  });

  test("stands upon the generator that it names, and gives code a language", () => {
    const own = { name: "ours", extends: "sphinx", content: [], title: [], remove: [], codeLanguage: "lua" };

    const page = extract(html, { extraction: { removeSelectors: [], profile: own } });

    expect(page.profile).toMatchObject({ name: "sphinx", codeLanguage: "lua" });
    expect(page.roots.map(({ element }) => element.name)).toEqual(["main"]);
  });

  test("is refused by the field that cannot be used", () => {
    const bad = { ...profile, remove: ["p["] };

    expect(() => extract(html, { extraction: { removeSelectors: [], profile: bad } })).toThrow("profile.remove");
  });
});

describe("links", () => {
  test("of the whole document are found once, absolute, without fragment, on the hosts in scope", () => {
    const { found } = extract(
      `<base href="/v2/"><link rel=next href=n><nav><a href="a#x">1</a><a href="a#y" rel=nofollow>2</a></nav>
       <a href="https://other.test/">o</a><a href="mailto:x@y.test">m</a><a href="#z">z</a><map><area href="b?q=1"></map>
       <iframe src="toc.html"></iframe><a href="http://[bad">bad</a>`,
    );

    expect(found.map(({ url }) => url)).toEqual([
      "https://docs.test/v2/a",
      "https://docs.test/v2/b?q=1",
      "https://docs.test/v2/toc.html",
      "https://docs.test/v2/n",
    ]);
  });

  test("to images are assets when the content shows them", () => {
    const { found } = extract("<nav><img src=/logo.png></nav><main><img src=/a.png></main>", { collectAssets: true });

    expect(found).toEqual([{ url: "https://docs.test/a.png", kind: "asset" }]);
  });
});

describe("what a page says of itself", () => {
  test("is read from its head", () => {
    const page = extract(
      `<html lang=en><head><title>Page | Site</title><meta name=description content=" D ">
       <link rel=canonical href="/guide/page"><link rel=alternate hreflang=fr href="/fr/page">
       <link rel=alternate type="text/markdown" href="page.md"><meta name=robots content="index, noindex">
       <meta property="article:modified_time" content="2024-01-02T03:04:05Z"></head><main><p>x</p></main>`,
    );

    expect(page.metadata).toEqual({
      title: "Page",
      description: "D",
      language: "en",
      lastModified: "2024-01-02T03:04:05Z",
      canonical: "https://docs.test/guide/page",
      breadcrumb: [],
    });
    expect(page).toMatchObject({
      alternates: [{ language: "fr", url: "https://docs.test/fr/page" }],
      nativeMarkdown: "https://docs.test/guide/page.md",
      noindex: true,
    });
  });

  test.each([
    ["javadoc/17.0.1", "declaration: package: kettle, class: Kettle", undefined],
    ["gi-docgen 2023.1", "Reference for Pango.Layout", undefined],
    ["rustdoc", "API documentation for the Rust `Vec` struct in crate `alloc`.", undefined],
    ["rustdoc", "A contiguous growable array type.", "A contiguous growable array type."],
    ["texi2any", "Cells (Manual)", undefined],
  ])("has no description where %s makes one of names: %s", (generator, written, description) => {
    const page = extract(
      `<title>Cells (Manual)</title><meta name=generator content="${generator}"><meta name=description content="${written}"><main>x`,
    );

    expect(page.metadata.description).toBe(description);
  });

  test.each([
    ["what stands before the site's name", "<title>Page | Site</title><p>x", "Page"],
    [
      "no name of the site that stands first",
      "<title>Site - Page</title><meta property=og:site_name content=Site>",
      "Page",
    ],
    [
      "the heading's, without its permalink before it",
      "<meta name=generator content=Rspress><main><h1><a class=rp-header-anchor href='#p'>#</a>Page</h1>",
      "Page",
    ],
    ["the heading's, without its permalink behind it", "<title>x</title><main><h1>Page<a href='#p'>¶</a></h1>", "Page"],
    ["a sign that is part of it", "<main><h1>#include</h1>", "#include"],
    ["words that a break or a style keeps apart", "<main><h1>A<br>b<span class=sep></span>c</h1>", "A b c"],
    [
      "the heading's of whatever level in a book, without the book's name",
      "<title>Cells (The Manual (7))</title><meta name=Generator content=texi2any><body><h3>6.3 Cells</h3>",
      "6.3 Cells",
    ],
    [
      "no heading's that comes after text",
      "<title>A - Book</title><!-- Book generated using mdBook --><div id=content><main><p>x</p><h2>B</h2></main></div>",
      "A",
    ],
    [
      "that of Javadoc's headings of the second level",
      "<title>Filter (API)</title><!-- Generated by javadoc (11) --><main role=main><div class=header><div class=subTitle>Package p</div><h2 class=title>Class Filter</h2></div></main>",
      "Class Filter",
    ],
    [
      "the book's that GTK-Doc writes into its bar",
      "<title>A: A</title><meta name=generator content='GTK-Doc V1.33'><div class=book><table class=navigation><tr><th><p class=title>A</p></table><p>x</div>",
      "A",
    ],
  ])("has as title %s", (_, html, title) => {
    expect(extract(html).metadata.title).toBe(title);
  });

  test.each([
    ["<html data-content_root='../'>", "https://docs.test/"],
    ["<meta name=generator content='rustdoc'><meta name=rustdoc-vars data-root-path='../../'>", "https://docs.test/"],
    ['<meta name=generator content=\'mkdocs-1.6\'><script>{"base": "."}</script>', "https://docs.test/guide/"],
    ['<script>var path_to_root = "../";</script>', "https://docs.test/"],
  ])("names the folder of its documentation: %s", (html, root) => {
    expect(extract(html).rootHint).toBe(root);
  });
});

describe("pages that are not the page", () => {
  test.each([
    ["a refresh at once", "<meta http-equiv=refresh content='0; url=../new.html'>", "https://docs.test/new.html"],
    ["a stub with a link", "<title>Redirecting</title><p>Redirecting to <a href=/new>new</a>", "https://docs.test/new"],
    [
      "a script that leaves",
      "<script>window.location.href = './en/latest/';</script>",
      "https://docs.test/guide/en/latest/",
    ],
    [
      "a script that takes the fragment along",
      `<script>location.replace(\n"../new.html" + window.location.search + window.location.hash\n)</script>`,
      "https://docs.test/new.html",
    ],
    [
      "a script and a refresh for readers without",
      "<noscript><meta http-equiv=refresh content='0; url=new/'></noscript><script>location.replace(base + x)</script>",
      "https://docs.test/guide/new/",
    ],
    [
      "a script that chooses a language",
      "<script>if (en) location = '/en/'; else location = '/de/'</script>",
      "https://docs.test/en/",
    ],
    [
      "a script that chooses by the browser",
      "<script>if (old) location = '/old.html'; else location = '/new.html'</script>",
      "https://docs.test/new.html",
    ],
    ["a script that asks where it is", "<script>if (location.href == '/old') stay()</script>", undefined],
    ["a script that builds its way", "<script>location.href = '/' + language + '/'</script>", undefined],
    [
      "an application with a way out",
      "<div id=app></div><script>if (old) location.href = '/old'</script><script src=app.js></script>",
      undefined,
    ],
    [
      "an application with a page for readers without scripts",
      "<noscript><meta http-equiv=refresh content='0; url=/nojs'></noscript><div id=app></div><script src=a.js></script>",
      undefined,
    ],
    [
      "a page with another for readers without scripts",
      `<noscript><meta http-equiv=refresh content='0; url=/nojs'></noscript><main>${"word ".repeat(80)}</main>`,
      undefined,
    ],
    ["a refresh of itself", "<meta http-equiv=refresh content='5; url=page.html'>", undefined],
    ["a refresh after a while", "<meta http-equiv=refresh content='600; url=/new'>", undefined],
  ])("send on: %s", (_, html, target) => {
    expect(extract(html).refresh).toBe(target);
  });

  test.each([
    ["an empty application root", "<div id=app></div><script src=a.js></script>", ["needs-javascript"]],
    [
      "an API reference drawn by a script",
      "<redoc spec-url=a.json></redoc><script src=r.js></script>",
      ["needs-javascript"],
    ],
    [
      "a request for scripts",
      "<noscript>You need to enable JavaScript</noscript><script src=a.js></script>",
      ["needs-javascript"],
    ],
    ["nothing at all", "<p></p>", ["no-content"]],
    ["all behind a login", "<form><h1>Sign in</h1>Name <input> Word <input type=Password></form>", ["login"]],
    ["a login that a short page has at hand", "<div class=modal><input type=password></div><main>Short.</main>", []],
    ["a login at hand without a landmark", "<header><input type=password></header><p>Short.", []],
    ["a page about password fields", "<main><h1>T</h1><input type=password><pre>input</pre></main>", []],
    ["a long page with a login", `<form><input type=password></form><p>${"word ".repeat(300)}`, []],
    [
      "a rendered application root",
      `<div id=app><main>${"word ".repeat(60)}</main></div><script src=a.js></script>`,
      [],
    ],
    ["a short page", "<main><p>Short.</p></main>", []],
    ["a short page of an application", "<div id=app><main><h1>T</h1>Short.</main></div><script src=a.js></script>", []],
    [
      "Docsify before its script",
      "<div id=app>Please wait</div><script src=docsify.min.js></script>",
      ["needs-javascript"],
    ],
    [
      "tabs whose panels come when they are selected",
      `<main><h1>T</h1>Short.<div role=tablist><button role=tab aria-controls=a>A</button><button role=tab aria-controls=b>B</button></div><div role=tabpanel id=a><p>A</p></div></main><script src=a.js></script>`,
      ["tab-panels"],
    ],
    [
      "tabs whose panels are there and empty",
      `<main><h1>T</h1>Short.<ul><li role=tab aria-controls=a>A<li role=tab aria-controls=b>B</ul><div role=tabpanel id=a><p>A</p></div><div role=tabpanel id=b></div></main><script src=a.js></script>`,
      ["tab-panels"],
    ],
    [
      "tabs with all their panels, which are only hidden",
      `<main><h1>T</h1>Short.<ul><li role=tab>A<li role=tab>B</ul><div role=tabpanel><p>A</p></div><div role=tabpanel hidden><p>B</p></div></main><script src=a.js></script>`,
      [],
    ],
    [
      "tabs that lead to other pages",
      `<main><h1>T</h1>Short.<a role=tab href=/a>A</a><a role=tab href=/b>B</a></main><script src=a.js></script>`,
      [],
    ],
    [
      "tabs outside the content",
      `<header><button role=tab aria-controls=a>A</button><button role=tab aria-controls=b>B</button></header><main><h1>T</h1>Short.</main><script src=a.js></script>`,
      [],
    ],
  ])("miss something: %s", (_, html, missing) => {
    expect(extract(html).missing).toEqual(missing);
  });

  test("wait for no script once a browser has run them", () => {
    const html = "<div id=app><p>Short.</p></div><script src=a.js></script>";

    expect(extract(html).missing).toEqual(["needs-javascript"]);
    expect(extract(html, { isRendered: true }).missing).toEqual([]);
  });
});

describe("content without a profile", () => {
  const text = "Some words that say something, and more. ".repeat(20);

  test.each([
    ["the main landmark", `<div>menu</div><main id=c>${text}</main>`],
    ["the article in it that holds all", `<main><aside>x</aside><article id=c><h1>T</h1>${text}</article></main>`],
    ["all of it when the title is beside the article", `<main id=c><h1>T</h1><article>${text}</article></main>`],
    [
      "the block with most text that is not links",
      `<div><a href=a>${text}</a></div><div><div id=c><p>${text}</p></div></div>`,
    ],
    [
      "that and what stands with the title before it",
      `<div><nav><a href=a>a</a></nav><div id=c><div><center><h1>T</h1></center></div><section><h3>M</h3>Says little.</section><div>${text}</div></div></div>`,
    ],
    [
      "all of a page whose only title stands in a block of its own",
      `<div id=c><div><h1>T</h1></div><div>Says little.</div><div>${text}</div></div>`,
    ],
    [
      "no more than that where navigation is beside the title, or sections come after it",
      `<div><div><h1>Site</h1></div><div><a href=a>to somewhere</a></div><div><div id=c>${text}</div><div><h3>More</h3>x</div></div></div>`,
    ],
  ])("is %s", (_, html) => {
    expect(extract(`<body>${html}</body>`).roots.map(({ element }) => element.attribs["id"])).toEqual(["c"]);
  });
});
