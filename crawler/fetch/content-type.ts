export interface ContentType {
  /** Lower-case `type/subtype`, empty when it cannot be read. */
  readonly essence: string;
  readonly charset: string | undefined;
}

/** Reads a Content-Type header as browsers do: wrong parameters do not spoil the type. */
export function parseContentType(header: string | undefined): ContentType {
  const [first = "", ...parameters] = (header ?? "").slice(0, 1024).split(";");
  const essence = first.trim().toLowerCase();
  return { essence: ESSENCE.test(essence) ? essence : "", charset: findCharset(parameters) };
}

const ESSENCE = /^[!#$%&'*+\-.^_`|~0-9a-z]+\/[!#$%&'*+\-.^_`|~0-9a-z]+$/;

function findCharset(parameters: readonly string[]): string | undefined {
  for (const parameter of parameters) {
    const equals = parameter.indexOf("=");
    if (equals < 0 || parameter.slice(0, equals).trim().toLowerCase() !== "charset") continue;
    const value = parameter
      .slice(equals + 1)
      .trim()
      .replace(/^["']|["']$/g, "")
      .trim();
    return value === "" ? undefined : value;
  }
  return undefined;
}
