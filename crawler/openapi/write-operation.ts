import type { Body, Content, Operation, Parameter, Response } from "./api-model.ts";
import { blockDescription, cellDescription } from "./description.ts";
import { codeSpan, inlineText, table } from "./markdown-text.ts";
import { operationIds } from "./anchor-ids.ts";
import type { PageWriter } from "./page-writer.ts";
import { describeInCell, propertyTable, type SchemaTools } from "./schema-rows.ts";
import { describeSecurity } from "./write-security.ts";
import { documentationLine, serverLines } from "./write-servers.ts";
import { exampleBlocks } from "./write-examples.ts";

/** One operation under a heading of the level. */
export function writeOperation(operation: Operation, level: number, writer: PageWriter, tools: SchemaTools): void {
  const { method, path, summary, isDeprecated, description } = operation;
  writer.heading(level, codeSpan(`${method} ${path}`), operationIds(operation));
  if (summary !== "") writer.block(`**${inlineText(summary)}**`);
  if (isDeprecated) writer.block("> [!WARNING]\n> Deprecated.");
  writer.block(blockDescription(description, { level, pageUrl: tools.pageUrl }));
  writer.block(facts(operation));
  writeParameters(operation.parameters, writer, tools);
  if (operation.body !== undefined) writeBody(operation.body, level, writer, tools);
  writeResponses(operation.responses, writer, tools);
  for (const { name, operations } of operation.callbacks) {
    writer.block(`**Callback ${codeSpan(name)}**`);
    for (const callback of operations) writeCallback(callback, level, writer, tools);
  }
}

function facts({ id, security, servers, documentation }: Operation): string {
  return [
    id === "" ? "" : `- Operation: ${codeSpan(id)}`,
    security === undefined ? "" : `- Authentication: ${describeSecurity(security)}`,
    ...(servers.length === 0 ? [] : ["- Servers:", ...serverLines(servers).map((line) => `  ${line}`)]),
    documentationLine(documentation),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function writeParameters(parameters: readonly Parameter[], writer: PageWriter, tools: SchemaTools): void {
  if (parameters.length === 0) return;
  const rows = parameters.map((one) => [
    codeSpan(one.name),
    inlineText(one.place),
    typeOf(one.schema, tools),
    one.isRequired ? "yes" : "",
    describeParameter(one, tools),
  ]);
  writer.block(`**Parameters**\n\n${table(["Name", "In", "Type", "Required", "Description"], rows)}`);
  for (const { name, schema } of parameters) writeProperties(codeSpan(name), schema, writer, tools);
}

function describeParameter({ schema, description, isDeprecated, examples }: Parameter, tools: SchemaTools): string {
  const shown = examples.map(({ value }) => codeSpan(typeof value === "string" ? value : JSON.stringify(value)));
  return [
    isDeprecated ? "**Deprecated.**" : "",
    describeInCell(schema, description, tools),
    shown.length === 0 ? "" : `Example: ${shown.join(", ")}.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function writeBody(body: Body, level: number, writer: PageWriter, tools: SchemaTools): void {
  writer.block(body.isRequired ? "**Request body** (required)" : "**Request body**");
  writer.block(blockDescription(body.description, { level, pageUrl: tools.pageUrl }));
  writer.block(
    contentLines(body.content, tools)
      .map((line) => `- ${line}`)
      .join("\n"),
  );
  writeSchemas(body.content, "the request body", writer, tools);
}

function writeResponses(responses: readonly Response[], writer: PageWriter, tools: SchemaTools): void {
  if (responses.length === 0) return;
  const rows = responses.map(({ status, description, content }) => [
    codeSpan(status),
    cellDescription(description, tools.pageUrl),
    contentLines(content, tools).join("<br>"),
  ]);
  writer.block(`**Responses**\n\n${table(["Status", "Meaning", "Body"], rows)}`);
  for (const { status, headers, content } of responses) {
    writeHeaders(status, headers, writer, tools);
    writeSchemas(content, `response ${codeSpan(status)}`, writer, tools);
  }
}

function writeHeaders(status: string, headers: readonly Parameter[], writer: PageWriter, tools: SchemaTools): void {
  if (headers.length === 0) return;
  const rows = headers.map((header) => [
    codeSpan(header.name),
    typeOf(header.schema, tools),
    describeParameter(header, tools),
  ]);
  writer.block(`Headers of response ${codeSpan(status)}:\n\n${table(["Name", "Type", "Description"], rows)}`);
}

/** Media types with the same schema on one line: `application/json`, `application/xml`: [Pet](…). */
function contentLines(content: readonly Content[], tools: SchemaTools): string[] {
  const typesBySchema = new Map<string, string[]>();
  for (const { mediaType, schema } of content) {
    const said = tools.types.describe(schema);
    typesBySchema.set(said, [...(typesBySchema.get(said) ?? []), codeSpan(mediaType)]);
  }
  return [...typesBySchema].map(([said, types]) => (said === "" ? types.join(", ") : `${types.join(", ")}: ${said}`));
}

function writeSchemas(content: readonly Content[], what: string, writer: PageWriter, tools: SchemaTools): void {
  const written = new Set<string>();
  for (const { schema } of content) {
    const properties = propertyTable(schema, tools);
    if (properties === "" || written.has(properties)) continue;
    written.add(properties);
    writer.block(`Properties of ${what}:\n\n${properties}`);
  }
  for (const example of exampleBlocks(content, what)) writer.block(example);
}

function writeProperties(what: string, schema: unknown, writer: PageWriter, tools: SchemaTools): void {
  const properties = propertyTable(schema, tools);
  if (properties !== "") writer.block(`Properties of ${what}:\n\n${properties}`);
}

function writeCallback(operation: Operation, level: number, writer: PageWriter, tools: SchemaTools): void {
  const { method, path, summary, description, body, responses } = operation;
  writer.block(`${codeSpan(`${method} ${path}`)}${summary === "" ? "" : `: ${inlineText(summary)}`}`);
  writer.block(blockDescription(description, { level, pageUrl: tools.pageUrl }));
  if (body !== undefined) writeBody(body, level, writer, tools);
  writeResponses(responses, writer, tools);
}

const typeOf = (schema: unknown, { types }: SchemaTools): string => types.describe(schema) || "any";
