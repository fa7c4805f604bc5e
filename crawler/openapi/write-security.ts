import { blockDescription } from "./description.ts";
import { fieldOf, isObject, type JsonObject, objectOf, textOf } from "./json-value.ts";
import { codeSpan, inlineText } from "./markdown-text.ts";
import type { PageWriter } from "./page-writer.ts";
import type { ApiDocument } from "./parse-document.ts";
import type { References } from "./references.ts";

const LEVEL = 3;

/** How callers say who they are: every scheme, and which of them holds where an operation names none. */
export function writeSecurity(
  { root, version }: ApiDocument,
  references: References,
  writer: PageWriter,
  pageUrl: string,
): void {
  const schemes =
    version === "2.0"
      ? objectOf(root, "securityDefinitions")
      : objectOf(objectOf(root, "components"), "securitySchemes");
  const usual = fieldOf(root, "security");
  if (Object.keys(schemes).length === 0) return;
  writer.heading(2, "Authentication", ["section/Authentication", "authentication", "auth"]);
  if (Array.isArray(usual) && usual.length > 0)
    writer.block(`Unless an operation says otherwise: ${describeSecurity(usual)}.`);
  for (const [name, value] of Object.entries(schemes)) {
    const scheme = references.resolve(value);
    if (!isObject(scheme)) continue;
    writer.heading(LEVEL, codeSpan(name), [`section/Authentication/${name}`, `securitySchemes/${name}`]);
    writer.block(`${describeScheme(scheme)}.`);
    writer.block(blockDescription(textOf(scheme, "description"), { level: LEVEL, pageUrl }));
    writer.block(flowLines(scheme).join("\n"));
  }
}

/** The alternatives of a security requirement: `api_key`, or `oauth` (`read`, `write`). */
export function describeSecurity(security: readonly unknown[]): string {
  const ways = security.filter(isObject).map((way) =>
    Object.entries(way)
      .map(([name, scopes]) => {
        const said = (Array.isArray(scopes) ? (scopes as unknown[]) : []).filter((scope) => typeof scope === "string");
        return said.length === 0 ? codeSpan(name) : `${codeSpan(name)} (${said.map(codeSpan).join(", ")})`;
      })
      .join(" and "),
  );
  return ways.length === 0 ? "none" : ways.map((way) => (way === "" ? "none" : way)).join(", or ");
}

function describeScheme(scheme: JsonObject): string {
  const type = textOf(scheme, "type");
  switch (type) {
    case "apiKey":
      return `API key in the ${inlineText(textOf(scheme, "in"))} ${codeSpan(textOf(scheme, "name"))}`;
    case "basic":
      return "HTTP basic authentication";
    case "http": {
      const format = textOf(scheme, "bearerFormat");
      return `HTTP ${inlineText(textOf(scheme, "scheme"))} authentication${format === "" ? "" : ` (${inlineText(format)})`}`;
    }
    case "oauth2":
      return "OAuth 2";
    case "openIdConnect":
      return `OpenID Connect, ${codeSpan(textOf(scheme, "openIdConnectUrl"))}`;
    case "mutualTLS":
      return "Mutual TLS";
    default:
      return inlineText(type) || "Of no named type";
  }
}

function flowLines(scheme: JsonObject): string[] {
  const own = textOf(scheme, "flow");
  const flows = own === "" ? Object.entries(objectOf(scheme, "flows")) : [[own, scheme] as const];
  return flows.flatMap(([name, flow]) => {
    const urls = ["authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl"].flatMap((field) =>
      textOf(flow, field) === "" ? [] : [`  - ${field}: ${codeSpan(textOf(flow, field))}`],
    );
    const scopes = Object.entries(objectOf(flow, "scopes")).map(
      ([scope, said]) =>
        `  - scope ${codeSpan(scope)}${typeof said === "string" && said !== "" ? `: ${inlineText(said)}` : ""}`,
    );
    return [`- Flow ${codeSpan(name)}`, ...urls, ...scopes];
  });
}
