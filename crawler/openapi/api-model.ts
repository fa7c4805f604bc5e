/** What a reader is told of an API, the same whichever version of OpenAPI says it. Schemas stay as they are. */
export interface Operation {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly tag: string | undefined;
  readonly summary: string;
  readonly description: string;
  readonly isDeprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly responses: readonly Response[];
  /** Each is enough; undefined: what holds for the whole API. */
  readonly security: readonly unknown[] | undefined;
  readonly servers: readonly unknown[];
  readonly callbacks: readonly { readonly name: string; readonly operations: readonly Operation[] }[];
  readonly documentation: unknown;
}

export interface Parameter {
  readonly name: string;
  /** `path`, `query`, `header`, `cookie`, `formData`. */
  readonly place: string;
  readonly isRequired: boolean;
  readonly isDeprecated: boolean;
  readonly description: string;
  readonly schema: unknown;
  readonly examples: readonly Example[];
}

export interface Body {
  readonly isRequired: boolean;
  readonly description: string;
  readonly content: readonly Content[];
}

export interface Content {
  readonly mediaType: string;
  readonly schema: unknown;
  readonly examples: readonly Example[];
}

export interface Example {
  readonly name: string;
  readonly description: string;
  readonly value: unknown;
}

export interface Response {
  readonly status: string;
  readonly description: string;
  readonly headers: readonly Parameter[];
  readonly content: readonly Content[];
}

export const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;
