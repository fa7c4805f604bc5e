import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Validators } from "../messages.ts";
import { BodyTooLarge } from "./body-errors.ts";
import { parseContentType } from "./content-type.ts";
import type { Reply } from "./exchange.ts";
import { explainError } from "./explain-error.ts";
import { explainRobotCheck, explainStatus } from "./explain-status.ts";
import { KEPT_HEADERS, type FetchResult, type Failure, type KeptHeaders, type Measured } from "./fetch-result.ts";
import { resolveRedirect } from "./resolve-redirect.ts";
import { parseRetryAfter } from "./retry-after.ts";

export interface Asked {
  readonly url: URL;
  readonly validators: Validators;
  /** Whether the request was sent with a condition. */
  readonly conditional: boolean;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly proxied: boolean;
}

/** What a reply means for the one who asked. */
export function interpretReply(reply: Reply, asked: Asked, elapsedMs: number, nowMs: number): FetchResult {
  const measured = { transferredBytes: reply.transferredBytes, elapsedMs };
  if (reply.type === "error") return interpretError(reply, asked, measured);
  const { status, headers } = reply;
  const body = reply.body ?? (EMPTY.has(status) ? new Uint8Array(0) : undefined);
  if (body !== undefined) return interpretBody(body, status, headers, asked, measured);
  if (status === 304 && asked.conditional) {
    const validators = { ...asked.validators, ...readValidators(headers) };
    return { type: "not-modified", status, validators, ...measured };
  }
  if (REDIRECTS.has(status)) return interpretRedirect(status, headers, asked, measured);
  // Cloudflare's own mark: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
  if (one(headers["cf-mitigated"]) === "challenge") return fail(explainRobotCheck(status, asked.url.host), measured);
  const afterMs = parseRetryAfter(one(headers["retry-after"]), nowMs);
  return fail(explainStatus(status, asked.url.host, afterMs), measured);
}

/** Successes that have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205]);

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function interpretError(reply: Reply & { type: "error" }, asked: Asked, measured: Measured): FetchResult {
  const { error, phase, status } = reply;
  if (error instanceof BodyTooLarge && status !== undefined) {
    return { type: "too-large", status, limitBytes: asked.maxBytes, ...measured };
  }
  const { timeoutMs, proxied } = asked;
  const failure = explainError(error, { host: asked.url.host, phase, timeoutMs, proxied });
  return fail(status === undefined ? failure : { ...failure, status }, measured);
}

function interpretBody(
  body: Uint8Array,
  status: number,
  headers: IncomingHttpHeaders,
  asked: Asked,
  measured: Measured,
): FetchResult {
  const bodyHash = hash("sha256", body, "hex");
  const validators = { ...readValidators(headers), bodyHash };
  if (bodyHash === asked.validators.bodyHash) return { type: "not-modified", status, validators, ...measured };
  const { essence, charset } = parseContentType(one(headers["content-type"]));
  const kept = keepHeaders(headers);
  return { type: "ok", status, contentType: essence, charset, headers: kept, body, validators, ...measured };
}

function interpretRedirect(
  status: number,
  headers: IncomingHttpHeaders,
  asked: Asked,
  measured: Measured,
): FetchResult {
  const to = resolveRedirect(one(headers.location), asked.url);
  if (to !== undefined) return { type: "redirect", status, to, ...measured };
  const detail = `${asked.url.host} answered ${status} without a usable http or https Location`;
  return fail({ reason: "bad-redirect", detail, retry: false, status }, measured);
}

/** As sent, where it fits into a message and may be sent back. */
function readValidators(headers: IncomingHttpHeaders): Validators {
  const etag = one(headers.etag);
  const lastModified = one(headers["last-modified"]);
  return {
    ...(etag !== undefined && etag !== "" && etag.length <= 1024 ? { etag } : {}),
    ...(lastModified !== undefined && lastModified !== "" && lastModified.length <= 128 ? { lastModified } : {}),
  };
}

function keepHeaders(headers: IncomingHttpHeaders): KeptHeaders {
  const kept: { -readonly [name in keyof KeptHeaders]: KeptHeaders[name] } = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return kept;
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function fail(failure: Failure, measured: Measured): FetchResult {
  return { type: "failure", ...failure, detail: failure.detail.slice(0, 500), ...measured };
}
