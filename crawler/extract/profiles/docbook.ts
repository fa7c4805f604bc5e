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
  content: [
    "#docContent",
    "div.refentry",
    "div.sect1",
    "div.section",
    "div.chapter",
    "div.appendix",
    "div.article",
    "div.preface",
    "div.part",
    "div.reference",
    "div.book",
    "body",
  ],
  remove: [".navheader", ".navfooter", "a.id_link", "#docComments", ".copyright"],
};
