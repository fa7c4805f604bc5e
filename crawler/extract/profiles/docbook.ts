import type { Profile } from "../profile.ts";

export const docbook: Profile = {
  name: "docbook",
  signals: [
    { meta: "generator", startsWith: "DocBook" },
    { className: "navheader" },
    { className: "refentry" },
    { className: "titlepage" },
  ],
  version: [{ meta: "generator", pattern: /^DocBook XSL Stylesheets V(\d[\w.+-]*)/ }],
  // The outermost first: a book on one page holds all that comes below it.
  content: [
    "#docContent",
    "div.book",
    "div.article",
    "div.part",
    "div.reference",
    "div.preface",
    "div.chapter",
    "div.appendix",
    "div.refentry",
    "div.sect1",
    "div.section",
    "body",
  ],
  remove: [".navheader", ".navfooter", "a.id_link", "#docComments", ".copyright"],
};
