import {
  METHODS,
  type Body,
  type Content,
  type Example,
  type Operation,
  type Parameter,
  type Response,
} from "./api-model.ts";
import { fieldOf, isObject, isTrue, type JsonObject, listOf, objectOf, textOf, textsOf } from "./json-value.ts";
import type { ApiDocument } from "./parse-document.ts";
import type { References } from "./references.ts";
import { bodyOfParameters, contentOfResponse, isBodyParameter, schemaOfParameter } from "./swagger-2.ts";

/** Callbacks within callbacks. */
const MAX_CALLBACK_DEPTH = 3;

/** The operations of a `paths` or `webhooks` object, in the document's order. */
export class OperationReader {
  readonly #document: ApiDocument;
  readonly #references: References;

  constructor(document: ApiDocument, references: References) {
    this.#document = document;
    this.#references = references;
  }

  *read(paths: unknown, depth = 0): Generator<Operation> {
    if (!isObject(paths)) return;
    for (const [path, value] of Object.entries(paths)) {
      const item = this.#references.resolve(value);
      if (path.startsWith("x-") || !isObject(item)) continue;
      for (const [method, operation] of operationsOf(item)) yield this.#operation(path, method, item, operation, depth);
    }
  }

  get #isSwagger2(): boolean {
    return this.#document.version === "2.0";
  }

  #operation(path: string, method: string, item: JsonObject, operation: JsonObject, depth: number): Operation {
    const parameters = this.#parametersOf(item, operation);
    return {
      method: method.toUpperCase(),
      path,
      id: textOf(operation, "operationId"),
      tag: textsOf(operation, "tags")[0],
      summary: textOf(operation, "summary") || textOf(item, "summary"),
      description: textOf(operation, "description") || textOf(item, "description"),
      isDeprecated: isTrue(operation, "deprecated"),
      parameters: parameters.filter((one) => !isBodyParameter(one)).map((one) => this.#parameter(one)),
      body: this.#isSwagger2
        ? bodyOfParameters(parameters.filter(isBodyParameter), this.#listed(operation, "consumes"))
        : this.#body(operation),
      responses: this.#responses(operation),
      security: Array.isArray(fieldOf(operation, "security")) ? listOf(operation, "security") : undefined,
      servers: [...listOf(operation, "servers"), ...listOf(item, "servers")],
      callbacks: depth < MAX_CALLBACK_DEPTH ? this.#callbacks(operation, depth) : [],
      documentation: fieldOf(operation, "externalDocs"),
    };
  }

  /** Those of the operation take the place of those that its path has for all. */
  #parametersOf(item: JsonObject, operation: JsonObject): JsonObject[] {
    const all = new Map<string, JsonObject>();
    for (const value of [...listOf(item, "parameters"), ...listOf(operation, "parameters")]) {
      const parameter = this.#references.resolve(value);
      if (isObject(parameter)) all.set(`${textOf(parameter, "in")} ${textOf(parameter, "name")}`, parameter);
    }
    return [...all.values()];
  }

  #parameter(parameter: JsonObject, name = textOf(parameter, "name"), place = textOf(parameter, "in")): Parameter {
    const [content] = this.#contents(fieldOf(parameter, "content"));
    return {
      name,
      place,
      isRequired: isTrue(parameter, "required"),
      isDeprecated: isTrue(parameter, "deprecated"),
      description: textOf(parameter, "description"),
      schema: fieldOf(parameter, "schema") ?? content?.schema ?? schemaOfParameter(parameter),
      examples: content?.examples ?? this.#examples(parameter),
    };
  }

  #body(operation: JsonObject): Body | undefined {
    const body = this.#references.resolve(fieldOf(operation, "requestBody"));
    if (!isObject(body)) return undefined;
    return {
      isRequired: isTrue(body, "required"),
      description: textOf(body, "description"),
      content: this.#contents(fieldOf(body, "content")),
    };
  }

  #responses(operation: JsonObject): Response[] {
    return Object.entries(objectOf(operation, "responses")).flatMap(([status, value]) => {
      const response = this.#references.resolve(value);
      if (status.startsWith("x-") || !isObject(response)) return [];
      const headers = Object.entries(objectOf(response, "headers")).flatMap(([name, header]) => {
        const resolved = this.#references.resolve(header);
        return isObject(resolved) ? [this.#parameter(resolved, name, "header")] : [];
      });
      const content = this.#isSwagger2
        ? contentOfResponse(response, this.#listed(operation, "produces"))
        : this.#contents(fieldOf(response, "content"));
      return [{ status, description: textOf(response, "description"), headers, content }];
    });
  }

  #contents(content: unknown): Content[] {
    if (!isObject(content)) return [];
    return Object.entries(content).map(([mediaType, value]) => {
      const media = this.#references.resolve(value);
      return { mediaType, schema: fieldOf(media, "schema"), examples: this.#examples(media) };
    });
  }

  #examples(holder: unknown): Example[] {
    const one = fieldOf(holder, "example");
    const named = Object.entries(objectOf(holder, "examples")).flatMap(([name, value]) => {
      const example = this.#references.resolve(value);
      const shown = fieldOf(example, "value") ?? fieldOf(example, "dataValue") ?? fieldOf(example, "serializedValue");
      if (shown === undefined) return [];
      return [{ name, description: textOf(example, "summary") || textOf(example, "description"), value: shown }];
    });
    return one === undefined ? named : [{ name: "", description: "", value: one }, ...named];
  }

  #callbacks(operation: JsonObject, depth: number): Operation["callbacks"] {
    return Object.entries(objectOf(operation, "callbacks")).flatMap(([name, value]) => {
      const operations = [...this.read(this.#references.resolve(value), depth + 1)];
      return operations.length === 0 ? [] : [{ name, operations }];
    });
  }

  #listed(operation: JsonObject, name: "consumes" | "produces"): string[] {
    const own = textsOf(operation, name);
    return own.length > 0 ? own : textsOf(this.#document.root, name);
  }
}

function operationsOf(item: JsonObject): [string, JsonObject][] {
  const known = METHODS.flatMap((method): [string, JsonObject][] => {
    const operation = fieldOf(item, method);
    return isObject(operation) ? [[method, operation]] : [];
  });
  const more = Object.entries(objectOf(item, "additionalOperations")).filter((entry): entry is [string, JsonObject] =>
    isObject(entry[1]),
  );
  return [...known, ...more];
}
