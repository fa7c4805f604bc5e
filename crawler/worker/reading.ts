import type { Plan } from "../contract.ts";
import type { ListFormat, Outcome, PageSketch, Validators } from "../messages.ts";

/** Foreign bytes and what they are supposed to be: one piece of CPU work. */
export type ReadTask = {
  readonly url: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly charset: string | undefined;
  readonly validators: Validators;
} & (
  | { readonly kind: "robots" }
  | { readonly kind: "list"; readonly format: ListFormat }
  | {
      readonly kind: "page";
      /** The body is what a browser shows. */
      readonly isRendered?: boolean;
      /** No browser will open it: it is read as it is. */
      readonly isFinal?: boolean;
      readonly undescribed?: string | undefined;
    }
  | { readonly kind: "api"; readonly pageUrl: string }
  | { readonly kind: "native"; readonly pageUrl: string; readonly sketch: PageSketch }
);

/** What was read. */
export type Reading = Exclude<Outcome, { readonly type: "unchanged" | "asset" | "lost" | "retry" }>;

/** What of the plan reading depends on. */
export interface ReadingOptions {
  readonly userAgent: string;
  readonly scopeHosts: readonly string[];
  readonly extraction: Plan["extraction"];
  readonly collectAssets: boolean;
  /** Whether a page that needs a browser can have one; not where it is left out. */
  readonly canRender?: boolean;
}

/** Reads off the event loop; never rejects for what a site may send. */
export interface Reader {
  read(task: ReadTask): Promise<Reading>;
  /** Ends what is under way; its tasks come to an end too. */
  close(): Promise<void>;
}
