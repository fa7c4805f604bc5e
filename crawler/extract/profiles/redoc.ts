import type { Profile } from "../profile.ts";

/** A page that a script draws from an OpenAPI document; where it was rendered, its text is read like any other. */
export const redoc: Profile = {
  name: "redoc",
  signals: [
    { tag: "redoc" },
    { className: "redoc-wrap" },
    { script: "redoc.standalone" },
    { scriptWord: "Redoc.init" },
  ],
  content: [".redoc-wrap .api-content", ".api-content"],
  remove: [".menu-content", "[aria-label=Copy]"],
  drawsApi: true,
};
