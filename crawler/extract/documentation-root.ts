import type { PageLinks } from "./page-links.ts";
import { metaContent, scriptText, type Survey } from "./survey-page.ts";

/** The folder that the page says its documentation starts at, absolute: beside it lie the generator's page lists. */
export function documentationRoot(survey: Survey, links: PageLinks): string | undefined {
  const relative = statedRoot(survey);
  if (relative === undefined) return undefined;
  return links.resolvePage(relative === "" ? "." : relative);
}

function statedRoot(survey: Survey): string | undefined {
  const stated =
    survey.html?.attribs["data-content_root"] ??
    survey.ids.get("documentation_options")?.attribs["data-url_root"] ??
    survey.metas.get("rustdoc-vars")?.[0]?.attribs["data-root-path"];
  if (stated !== undefined) return asFolder(stated);
  return rootBesideStatic(survey) ?? rootInScript(survey);
}

function asFolder(path: string): string {
  if (path === "#" || path === "") return "./";
  return path.endsWith("/") ? path : `${path}/`;
}

/** Sphinx loads its options from `<root>/_static/`. */
function rootBesideStatic(survey: Survey): string | undefined {
  for (const { attribs } of survey.scripts) {
    const at = attribs["src"]?.indexOf("_static/documentation_options.js") ?? -1;
    if (at >= 0) return attribs["src"]?.slice(0, at);
  }
  return undefined;
}

/** MkDocs Material, MkDocs, mdBook, Javadoc and Sphinx of old each state it in a script of the page. */
const IN_SCRIPT = [
  /"base": ?"([^"]{0,200})"/,
  /\bbase_url = "([^"]{0,200})"/,
  /\bpath_to_root = "([^"]{0,200})"/,
  /\bpathtoroot = "([^"]{0,200})"/,
  /\bURL_ROOT: ?'([^']{0,200})'/,
];

function rootInScript(survey: Survey): string | undefined {
  const isMaterial = (metaContent(survey, "generator") ?? "").startsWith("mkdocs");
  for (const script of survey.scripts) {
    if (script.attribs["src"] !== undefined) continue;
    const text = scriptText(script);
    for (const pattern of isMaterial ? IN_SCRIPT : IN_SCRIPT.slice(1)) {
      const root = pattern.exec(text)?.[1];
      if (root !== undefined) return asFolder(root);
    }
  }
  return undefined;
}
