import type { Profile } from "../profile.ts";

/** A page that a script draws from an OpenAPI document; where it was rendered, its text is read like any other. */
export const swaggerUi: Profile = {
  name: "swagger-ui",
  signals: [
    { script: "swagger-ui-bundle" },
    { headLink: "swagger-ui.css" },
    { id: "swagger-ui" },
    { scriptWord: "SwaggerUIBundle" },
  ],
  content: ["#swagger-ui .swagger-ui", ".swagger-ui", "#swagger-ui"],
  remove: [".topbar", ".try-out", ".scheme-container", ".auth-wrapper", ".download-url-wrapper"],
  drawsApi: true,
};
