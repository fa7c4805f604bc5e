import type { Body, Content } from "./api-model.ts";
import { fieldOf, isObject, isTrue, type JsonObject, objectOf, textOf } from "./json-value.ts";

/** Where Swagger 2.0 says otherwise what OpenAPI 3 says: bodies are parameters, and parameters are schemas. */
export function isBodyParameter(parameter: JsonObject): boolean {
  return ["body", "formData"].includes(textOf(parameter, "in"));
}

const NO_SCHEMA: ReadonlySet<string> = new Set([
  "name",
  "in",
  "required",
  "description",
  "deprecated",
  "allowEmptyValue",
]);

/** A parameter's own fields, as the schema that they would be in OpenAPI 3. */
export function schemaOfParameter(parameter: JsonObject): JsonObject | undefined {
  const fields = Object.entries(parameter).filter(([name]) => !NO_SCHEMA.has(name) && !name.startsWith("x-"));
  if (fields.length === 0) return undefined;
  const schema = Object.fromEntries(fields);
  return schema["type"] === "file" ? { ...schema, type: "string", format: "binary" } : schema;
}

export function bodyOfParameters(parameters: readonly JsonObject[], consumes: readonly string[]): Body | undefined {
  const whole = parameters.find((parameter) => textOf(parameter, "in") === "body");
  if (whole !== undefined) {
    return {
      isRequired: isTrue(whole, "required"),
      description: textOf(whole, "description"),
      content: contentsOf(consumes, "application/json", fieldOf(whole, "schema"), {}),
    };
  }
  if (parameters.length === 0) return undefined;
  const properties = Object.fromEntries(
    parameters.map((field) => [
      textOf(field, "name"),
      { ...schemaOfParameter(field), description: textOf(field, "description") },
    ]),
  );
  const required = parameters.filter((field) => isTrue(field, "required")).map((field) => textOf(field, "name"));
  const hasFile = parameters.some((field) => textOf(field, "type") === "file");
  const usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  const forms = consumes.filter((type) => /form/i.test(type));
  return {
    isRequired: required.length > 0,
    description: "",
    content: contentsOf(forms, usual, { type: "object", properties, required }, {}),
  };
}

export function contentOfResponse(response: JsonObject, produces: readonly string[]): Content[] {
  const schema = fieldOf(response, "schema");
  const examples = objectOf(response, "examples");
  if (schema === undefined && Object.keys(examples).length === 0) return [];
  const types = [...new Set([...produces, ...Object.keys(examples)])];
  return contentsOf(
    types,
    "application/json",
    isFile(schema) ? { type: "string", format: "binary" } : schema,
    examples,
  );
}

const isFile = (schema: unknown): boolean => isObject(schema) && schema["type"] === "file";

function contentsOf(types: readonly string[], usual: string, schema: unknown, examples: JsonObject): Content[] {
  return (types.length > 0 ? types : [usual]).map((mediaType) => {
    const value = fieldOf(examples, mediaType);
    return { mediaType, schema, examples: value === undefined ? [] : [{ name: "", description: "", value }] };
  });
}
