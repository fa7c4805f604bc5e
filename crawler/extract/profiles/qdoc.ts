import type { Profile } from "../profile.ts";

/** Qt's references and manuals. */
export const qdoc: Profile = {
  name: "qdoc",
  signals: [{ id: "qtdocheader" }],
  content: ["div.mainContent"],
  title: [".context h1.title"],
  remove: ["div.sidebar", "p.naviNextPrevious", "a[href=#details]"],
  codeLanguage: "cpp",
};
