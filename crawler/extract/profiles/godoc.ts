import type { Profile } from "../profile.ts";

/** Go's package pages: those of the module index, and those of the godoc command. */
export const godoc: Profile = {
  name: "godoc",
  signals: [
    { className: "Documentation-content" },
    { className: "UnitReadme-content" },
    { id: "manual-nav" },
    { id: "pkg-overview" },
  ],
  version: [{ className: "footer", pattern: /Build version go(\d[\w.]*)/ }],
  themes: [{ name: "module index", signals: [{ className: "Documentation-content" }, { className: "UnitDoc" }] }],
  content: [".UnitDetails-content", ".Documentation-content", "#page .container", "#page"],
  title: ["h1.UnitHeader-titleHeading", ".go-Main-headerTitle h1", "#page h1"],
  remove: [
    ".Documentation-idLink",
    ".Documentation-source",
    ".Documentation-toc",
    ".Documentation-index",
    ".Documentation-examplesList",
    ".Documentation-sinceVersion",
    ".UnitReadme-expandLink",
    ".UnitReadme-collapseLink",
    ".UnitFiles",
    ".UnitDirectories-toggles",
    ".go-Message--notice",
    "a.permalink",
    "#manual-nav",
    "#nav",
    "#footer",
    "#lowframe",
    ".js-buildContextSelect",
  ],
  codeLanguage: "go",
};
