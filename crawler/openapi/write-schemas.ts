import { schemaIds } from "./anchor-ids.ts";
import { blockDescription } from "./description.ts";
import { fieldOf, isObject, type JsonObject, listOf, textOf } from "./json-value.ts";
import { codeBlock, inlineText } from "./markdown-text.ts";
import type { PageWriter } from "./page-writer.ts";
import { describeConstraints } from "./schema-constraints.ts";
import { choiceList, propertyTable, type SchemaTools } from "./schema-rows.ts";
import { documentationLine } from "./write-servers.ts";

const LEVEL = 3;

/** The schemas that have a name, each under a heading that all its uses link to. */
export function writeSchemas(schemas: JsonObject, writer: PageWriter, tools: SchemaTools): void {
  const entries = Object.entries(schemas);
  if (entries.length === 0) return;
  writer.heading(2, "Schemas", ["schemas"]);
  for (const [name, schema] of entries) {
    writer.heading(LEVEL, inlineText(name), schemaIds(name));
    if (isObject(schema)) writeSchema(name, schema, writer, tools);
  }
}

function writeSchema(name: string, schema: JsonObject, writer: PageWriter, tools: SchemaTools): void {
  const title = textOf(schema, "title");
  if (title !== "" && title !== name) writer.block(`**${inlineText(title)}**`);
  writer.block(blockDescription(textOf(schema, "description"), { level: LEVEL, pageUrl: tools.pageUrl }));
  writer.block(documentationLine(fieldOf(schema, "externalDocs")));
  const choices = choiceList(schema, tools);
  const type = choices === "" || fieldOf(schema, "type") !== undefined ? typeLine(schema, tools) : "";
  writer.block([type, describeConstraints(schema)].filter((part) => part !== "").join(" "));
  writer.block(choices);
  writer.block(propertyTable(schema, tools));
  const [example = fieldOf(schema, "example")] = listOf(schema, "examples");
  if (typeof example === "object" && example !== null) {
    writer.block(`Example:\n\n${codeBlock(JSON.stringify(example, undefined, 2), "json")}`);
  }
}

/** A table of properties says that it is one of an object. */
function typeLine(schema: JsonObject, { types }: SchemaTools): string {
  const own =
    fieldOf(schema, "$ref") === undefined
      ? { ...schema, oneOf: undefined, anyOf: undefined, allOf: undefined }
      : schema;
  const type = types.describe(own);
  return type === "" || type === "object" ? "" : `Type: ${type}.`;
}
