import type { FailReason, Validators } from "../messages.ts";

export interface FetchRequest {
  readonly url: string;
  readonly accept: string;
  /** Makes the request conditional. */
  readonly validators?: Validators;
  /** Of the body after decompression. */
  readonly maxBytes: number;
  /** For the whole request: waiting for a connection, headers and body. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Sends what redirects of the host have set. */
  readonly cookies?: boolean;
  /** Called when there is a connection and the request leaves. */
  readonly onSent?: () => void;
}

export interface Measured {
  /** Body bytes on the wire, as encoded. */
  readonly transferredBytes: number;
  readonly elapsedMs: number;
}

/** Headers that later steps read; values as sent, several of one name joined by `, `. */
export const KEPT_HEADERS = [
  "link",
  "last-modified",
  "etag",
  "x-robots-tag",
  "content-language",
  "content-location",
  "refresh",
] as const;
export type KeptHeaders = Readonly<Partial<Record<(typeof KEPT_HEADERS)[number], string>>>;

export interface FetchedBody extends Measured {
  readonly type: "ok";
  readonly status: number;
  /** Lower-case MIME essence such as `text/html`; empty when the site sent none that can be read. */
  readonly contentType: string;
  readonly charset: string | undefined;
  readonly headers: KeptHeaders;
  /** Decompressed; owns its whole ArrayBuffer, so that it may be transferred to another thread. */
  readonly body: Uint8Array;
  readonly validators: Validators;
}

interface NotModified extends Measured {
  readonly type: "not-modified";
  /** 304, or the 2xx of a body with the hash that is known. */
  readonly status: number;
  readonly validators: Validators;
}

interface Redirect extends Measured {
  readonly type: "redirect";
  readonly status: number;
  /** Absolute http or https URL without fragment and userinfo. */
  readonly to: string;
  /** It set cookies that the request had not sent. */
  readonly setsCookies?: true;
}

interface TooLarge extends Measured {
  readonly type: "too-large";
  readonly status: number;
  readonly limitBytes: number;
}

interface FetchFailure extends Measured {
  readonly type: "failure";
  readonly reason: FailReason;
  /** For people: names the host, never a credential or a query string. At most 500 characters. */
  readonly detail: string;
  readonly retry: boolean;
  /** The site's own wish (Retry-After). */
  readonly afterMs?: number;
  readonly status?: number;
}

export type FetchResult = FetchedBody | NotModified | Redirect | TooLarge | FetchFailure;

/** Why a request ended without a usable response, before it is measured. */
export type Failure = Omit<FetchFailure, "type" | keyof Measured>;
