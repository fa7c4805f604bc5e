import { tagIds } from "./anchor-ids.ts";
import type { Operation } from "./api-model.ts";
import { blockDescription } from "./description.ts";
import { fieldOf, isObject, type JsonObject, listOf, objectOf, textOf } from "./json-value.ts";
import { inlineText } from "./markdown-text.ts";
import { PageWriter } from "./page-writer.ts";
import type { ApiDocument } from "./parse-document.ts";
import { OperationReader } from "./read-operations.ts";
import { References } from "./references.ts";
import type { SchemaTools } from "./schema-rows.ts";
import { SchemaTypes } from "./schema-type.ts";
import { writeOperation } from "./write-operation.ts";
import { writeSchemas } from "./write-schemas.ts";
import { writeSecurity } from "./write-security.ts";
import { aboutLines, documentationLine, writeServers } from "./write-servers.ts";

export interface ApiReference {
  readonly title: string;
  readonly description: string;
  readonly markdown: string;
  /** Ids that lead to the heading of a line. */
  readonly idsByLine: ReadonlyMap<number, readonly string[]>;
  /** What of the document could not be written. */
  readonly missing: readonly string[];
}

/** Writes an API's reference from its OpenAPI document: all of it on one page, as the scripts that draw it do. */
export function writeReference(document: ApiDocument, pageUrl: string): ApiReference {
  const { root, version } = document;
  const info = objectOf(root, "info");
  const title = textOf(info, "title") || "API reference";
  const references = new References(root);
  const tools = { references, types: new SchemaTypes(references, pageUrl), pageUrl };
  const writer = new PageWriter();
  writer.heading(1, inlineText(title));
  const released = textOf(info, "version");
  const format = version === "2.0" ? "Swagger 2.0" : `OpenAPI ${inlineText(version)}`;
  writer.block(released === "" ? format : `Version ${inlineText(released)} (${format})`);
  writer.block(blockDescription(textOf(info, "description"), { level: 1, pageUrl }));
  writer.block(aboutLines(root));
  writeServers(document, writer, pageUrl);
  writeSecurity(document, references, writer, pageUrl);
  writeOperations(document, writer, tools);
  writeSchemas(
    version === "2.0" ? objectOf(root, "definitions") : objectOf(objectOf(root, "components"), "schemas"),
    writer,
    tools,
  );
  return {
    title,
    description: textOf(info, "summary"),
    markdown: writer.markdown,
    idsByLine: writer.idsByLine,
    missing: [...(writer.isCut ? ["cut-at-size"] : []), ...(references.leadsOutside ? ["external-references"] : [])],
  };
}

function writeOperations(document: ApiDocument, writer: PageWriter, tools: SchemaTools): void {
  const { root } = document;
  const reader = new OperationReader(document, tools.references);
  const groups = groupByTag([...reader.read(fieldOf(root, "paths"))], root);
  for (const { tag, operations } of groups) {
    const described = tag === undefined ? {} : (listOf(root, "tags").find((one) => textOf(one, "name") === tag) ?? {});
    const label = tag ?? (groups.length > 1 ? "Other operations" : "Operations");
    writeGroup({ label, ids: tag === undefined ? ["tag/default"] : tagIds(tag), described, operations }, writer, tools);
  }
  const webhooks = [...reader.read(fieldOf(root, "webhooks") ?? fieldOf(root, "x-webhooks"))];
  if (webhooks.length > 0) {
    writeGroup({ label: "Webhooks", ids: ["webhooks"], described: {}, operations: webhooks }, writer, tools);
  }
}

interface Group {
  readonly label: string;
  readonly ids: readonly string[];
  /** The document's own words on the tag. */
  readonly described: unknown;
  readonly operations: readonly Operation[];
}

function writeGroup({ label, ids, described, operations }: Group, writer: PageWriter, tools: SchemaTools): void {
  const name = (isObject(described) && (textOf(described, "x-displayName") || textOf(described, "summary"))) || label;
  writer.heading(2, inlineText(name), ids);
  writer.block(blockDescription(textOf(described, "description"), { level: 2, pageUrl: tools.pageUrl }));
  writer.block(documentationLine(fieldOf(described, "externalDocs")));
  for (const operation of operations) writeOperation(operation, 3, writer, tools);
}

/** In the order in which the document lists its tags; those that it does not list come behind, what has none last. */
function groupByTag(
  operations: readonly Operation[],
  root: JsonObject,
): { readonly tag: string | undefined; readonly operations: readonly Operation[] }[] {
  const groups = new Map<string | undefined, Operation[]>();
  for (const tag of listOf(root, "tags")) groups.set(textOf(tag, "name"), []);
  const untagged: Operation[] = [];
  for (const operation of operations) {
    if (operation.tag === undefined) untagged.push(operation);
    else groups.set(operation.tag, [...(groups.get(operation.tag) ?? []), operation]);
  }
  const tagged = [...groups].map(([tag, listed]) => ({ tag, operations: listed }));
  const shown = tagged.filter(({ tag, operations: listed }) => listed.length > 0 || isTold(tag, root));
  return untagged.length === 0 ? shown : [...shown, { tag: undefined, operations: untagged }];
}

/** A tag without operations may hold a chapter of the manual. */
function isTold(tag: string | undefined, root: JsonObject): boolean {
  return listOf(root, "tags").some((one) => textOf(one, "name") === tag && textOf(one, "description") !== "");
}
