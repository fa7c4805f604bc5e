import type { Profile } from "../profile.ts";

export const odoc: Profile = {
  name: "odoc",
  signals: [{ meta: "generator", startsWith: "odoc" }, { className: "odoc-preamble" }],
  version: [{ meta: "generator", pattern: /^odoc v?(\d[\w.-]*)/ }],
  content: ["header.odoc-preamble, div.odoc-content"],
  remove: ["a.anchor", "a.source_link"],
  declarations: ["div.spec"],
  codeLanguage: "ocaml",
};
