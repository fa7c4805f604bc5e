import type { Profile } from "../profile.ts";

export const scaladoc: Profile = {
  name: "scaladoc",
  signals: [{ script: "lib/template.js" }],
  content: ["#definition, #signature, #comment, #template"],
  remove: [".permalink", "#filter", "#mbrsel", "#tooltip", ".morelinks", "#inheritedMembers", "#groupedMembers"],
  codeLanguage: "scala",
};
