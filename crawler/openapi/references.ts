import { fieldOf, isObject } from "./json-value.ts";

/** References that lead to references; a cycle ends there too. */
const MAX_HOPS = 16;

/** Looks up `$ref` within the document. What lies in other documents is not fetched, but noted. */
export class References {
  readonly #root: unknown;
  /** A reference led out of the document. */
  leadsOutside = false;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** What stands at the end of the value's references; undefined where they lead nowhere. */
  resolve(value: unknown): unknown {
    let at = value;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      const reference = fieldOf(at, "$ref");
      if (typeof reference !== "string") return at;
      at = this.#lookUp(reference);
    }
    return undefined;
  }

  /** Name of the schema of the document that the value refers to: it has a section of its own. */
  schemaName(value: unknown): string | undefined {
    const reference = fieldOf(value, "$ref");
    if (typeof reference !== "string") return undefined;
    const name = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(reference)?.[1];
    const decoded = name === undefined ? undefined : decodeStep(name);
    return decoded !== undefined && isObject(this.#lookUp(reference)) ? decoded : undefined;
  }

  #lookUp(reference: string): unknown {
    if (!reference.startsWith("#")) {
      this.leadsOutside = true;
      return undefined;
    }
    let at: unknown = this.#root;
    for (const step of reference.slice(1).split("/").slice(1)) {
      const name = decodeStep(step);
      at = Array.isArray(at) ? (at as unknown[])[Number(name)] : fieldOf(at, name);
    }
    return at;
  }
}

/** A step of a JSON pointer (RFC 6901) in a URI fragment. */
function decodeStep(step: string): string {
  let decoded = step;
  try {
    decoded = decodeURIComponent(step);
  } catch {
    // A lone percent sign stands for itself.
  }
  return decoded.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The last step of a reference that could not be looked up: all that can be said of it. */
export function lastStep(reference: string): string {
  return decodeStep(reference.split(/[/#]/).findLast((step) => step !== "") ?? reference).slice(0, 200);
}
