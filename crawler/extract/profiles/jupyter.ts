import type { Profile } from "../profile.ts";

/** Notebooks as nbconvert writes them: cells, each with a number before its code and one before what it printed. */
export const jupyter: Profile = {
  name: "jupyter",
  signals: [{ className: "jp-Notebook" }, { id: "notebook-container" }],
  themes: [
    { name: "lab", signals: [{ className: "jp-Notebook" }] },
    { name: "classic", signals: [{ id: "notebook-container" }] },
  ],
  content: ["body.jp-Notebook main", ".jp-Notebook", "#notebook-container"],
  remove: ["a.anchor-link", ".jp-InputPrompt", ".jp-OutputPrompt", ".prompt"],
};
