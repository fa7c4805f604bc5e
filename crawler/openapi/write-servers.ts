import { cellDescription } from "./description.ts";
import { fieldOf, isObject, type JsonObject, listOf, objectOf, textOf, textsOf } from "./json-value.ts";
import { codeSpan, inlineText, valueSpan } from "./markdown-text.ts";
import type { PageWriter } from "./page-writer.ts";
import type { ApiDocument } from "./parse-document.ts";

export function writeServers({ version, root }: ApiDocument, writer: PageWriter, pageUrl: string): void {
  const servers = version === "2.0" ? swagger2Servers(root) : listOf(root, "servers");
  if (servers.length === 0) return;
  writer.heading(2, "Servers", ["servers"]);
  writer.block(serverLines(servers, pageUrl).join("\n"));
}

/** A list of addresses, the values of their variables below each. */
export function serverLines(servers: readonly unknown[], pageUrl = ""): string[] {
  return servers.filter(isObject).flatMap((server) => {
    const said = cellDescription(textOf(server, "description"), pageUrl);
    const address = `- ${codeSpan(textOf(server, "url")) || "this site"}${said === "" ? "" : `: ${said}`}`;
    const variables = Object.entries(objectOf(server, "variables")).map(([name, variable]) => {
      const values = listOf(variable, "enum").map((value) => valueSpan(value));
      const facts = [
        fieldOf(variable, "default") === undefined ? "" : `default ${valueSpan(fieldOf(variable, "default"))}`,
        values.length === 0 ? "" : `one of ${values.join(", ")}`,
        cellDescription(textOf(variable, "description"), pageUrl),
      ];
      return `  - ${codeSpan(name)}: ${facts.filter((fact) => fact !== "").join("; ")}`;
    });
    return [address, ...variables];
  });
}

function swagger2Servers(root: JsonObject): JsonObject[] {
  const host = textOf(root, "host");
  const path = textOf(root, "basePath");
  if (host === "") return path === "" ? [] : [{ url: path }];
  const schemes = textsOf(root, "schemes");
  return (schemes.length > 0 ? schemes : ["https"]).map((scheme) => ({ url: `${scheme}://${host}${path}` }));
}

/** Terms, contact, licence and further documentation, one a line. */
export function aboutLines(root: JsonObject): string {
  const info = objectOf(root, "info");
  const contact = objectOf(info, "contact");
  const license = objectOf(info, "license");
  const terms = textOf(info, "termsOfService");
  return [
    terms === "" ? "" : `- ${webLink("Terms of service", terms)}`,
    contactLine(contact),
    textOf(license, "name") === "" ? "" : `- License: ${webLink(textOf(license, "name"), textOf(license, "url"))}`,
    documentationLine(fieldOf(root, "externalDocs")),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function contactLine(contact: JsonObject): string {
  const email = textOf(contact, "email");
  const parts = [
    webLink(textOf(contact, "name") || textOf(contact, "url"), textOf(contact, "url")),
    /^[^\s<>]+@[^\s<>]+$/.test(email) ? `<${email}>` : inlineText(email),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `- Contact: ${parts.join(", ")}`;
}

export function documentationLine(documentation: unknown): string {
  const url = textOf(documentation, "url");
  const link = webLink(textOf(documentation, "description") || url, url);
  return link === "" ? "" : `- See also: ${link}`;
}

/** Only the web is linked to; whatever else a document names stays text. */
function webLink(text: string, url: string): string {
  const label = inlineText(text);
  const target = /^https?:\/\//i.test(url) ? URL.parse(url)?.href : undefined;
  if (target === undefined || label === "") return label;
  return `[${label}](${target.replace(/[()<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
}
