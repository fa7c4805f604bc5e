import type { Profile } from "../profile.ts";

export const yard: Profile = {
  name: "yard",
  signals: [{ scriptWord: "relpath = " }, { className: "summary_signature" }, { className: "inheritanceTree" }],
  content: ["#content", "#main"],
  remove: [".summary_toggle", ".inheritanceTree", ".showSource", ".defines"],
  codeLanguage: "ruby",
};
