/** An object as JSON or YAML has it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Only what the document itself says: `constructor` and the like are nobody's fields. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function objectOf(value: unknown, name: string): JsonObject {
  const field = fieldOf(value, name);
  return isObject(field) ? field : {};
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  const field = fieldOf(value, name);
  return Array.isArray(field) ? field : [];
}

/** YAML writes some texts as numbers: a version 1.0, a status 200. */
export function textOf(value: unknown, name: string): string {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : typeof field === "number" || typeof field === "boolean" ? `${field}` : "";
}

export function textsOf(value: unknown, name: string): string[] {
  return listOf(value, name).filter((item) => typeof item === "string");
}

export const isTrue = (value: unknown, name: string): boolean => fieldOf(value, name) === true;
