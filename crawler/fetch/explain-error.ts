import { errors } from "undici";
import { AddressRefused } from "./address-guard.ts";
import { UnreadableBody } from "./body-errors.ts";
import { DeadlinePassed, type Phase } from "./exchange.ts";
import type { Failure } from "./fetch-result.ts";

export interface ErrorContext {
  readonly host: string;
  readonly phase: Phase;
  readonly timeoutMs: number;
  readonly proxied: boolean;
}

/**
 * Why a request failed, from the error's class and code alone: messages of libraries may hold URLs and header values,
 * and so never go into the detail.
 */
export function explainError(error: unknown, context: ErrorContext): Failure {
  if (error instanceof AddressRefused) {
    return { reason: "address-refused", detail: error.message, retry: false };
  }
  if (error instanceof UnreadableBody) {
    return { reason: "decode", detail: `${context.host}: ${error.message}`, retry: error.truncated };
  }
  if (error instanceof DeadlinePassed) {
    const { host, phase, timeoutMs } = context;
    return { reason: "timeout", detail: `${host} ${LATE[phase]} ${timeoutMs} ms`, retry: true };
  }
  const code = readCode(error);
  const isFirstReading = error instanceof errors.HTTPParserError;
  // The second reading of it is lenient, and the last word.
  if (isFirstReading || code.startsWith("HPE_")) {
    return { reason: "connection", detail: `${context.host} broke the HTTP protocol`, retry: isFirstReading };
  }
  return (
    explainProxyError(error, code, context) ?? explainTlsError(code, context) ?? explainConnectionError(code, context)
  );
}

/** Whether the answer was no HTTP for undici: one that reads more leniently may make something of it. */
export function breaksHttp(error: unknown): boolean {
  if (error instanceof errors.HTTPParserError || error instanceof errors.ResponseContentLengthMismatchError)
    return true;
  return error instanceof errors.SocketError && error.message === "bad response";
}

const LATE: Readonly<Record<Phase, string>> = {
  connecting: "gave no connection within",
  waiting: "sent no complete headers within",
  reading: "did not send the whole body within",
};

function readCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}

function explainProxyError(error: unknown, code: string, context: ErrorContext): Failure | undefined {
  if (!context.proxied) return undefined;
  const message = error instanceof Error ? error.message : "";
  // undici tells a proxy's own answer only by these messages.
  const status = /^Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(message)?.[1];
  if (status !== undefined) {
    const remedy = status === "407" ? "; check the credentials in the proxy's URL" : "";
    const retry = Number(status) >= 500 || status === "429";
    return { reason: "proxy", detail: `the proxy answered ${status} for ${context.host}${remedy}`, retry };
  }
  const isOfProxy = code.startsWith("UND_ERR_PRX") || (context.phase === "connecting" && !isTlsCode(code));
  return isOfProxy
    ? {
        reason: "proxy",
        detail: `the proxy gave no way to ${context.host} (${code}); check network.proxy`,
        retry: true,
      }
    : undefined;
}

/** OpenSSL's X.509 verdicts that a certificate authority of one's own explains. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
  "INVALID_CA",
]);

function isTlsCode(code: string): boolean {
  return (
    UNTRUSTED.has(code) || code === "EPROTO" || code === "HOSTNAME_MISMATCH" || /^(ERR_(TLS|SSL)|CERT_)/.test(code)
  );
}

function explainTlsError(code: string, { host }: ErrorContext): Failure | undefined {
  if (!isTlsCode(code)) return undefined;
  const known = TLS_PROBLEMS[code];
  if (known !== undefined) return { reason: "tls", detail: `${host} ${known} (${code})`, retry: false };
  const remedy = "if an authority of your own signed it, give its certificate with --ca (network.caBundle)";
  const detail = UNTRUSTED.has(code)
    ? `the certificate of ${host} is not trusted (${code}); ${remedy}`
    : `${host} does not speak TLS as it should (${code}); its certificate or settings must be mended, or ${remedy}`;
  return { reason: "tls", detail, retry: false };
}

const NO_TLS = "does not speak TLS at this port: if it speaks HTTP, crawl the http URL";
const OTHER_HOST = "has a certificate for other hosts: crawl it by the name that is in there";

const TLS_PROBLEMS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "has a certificate that has expired: it must be renewed, or the clock here is wrong",
  CERT_NOT_YET_VALID: "has a certificate that is not valid yet: it must be renewed, or the clock here is wrong",
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_HOST,
  HOSTNAME_MISMATCH: OTHER_HOST,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

function explainConnectionError(code: string, { host }: ErrorContext): Failure {
  if (code === "EAI_AGAIN") return { reason: "dns", detail: `DNS did not answer for ${host} (${code})`, retry: true };
  if (/^(ENOTFOUND|ENODATA|EAI_)/.test(code)) {
    return { reason: "dns", detail: `DNS has no address for ${host} (${code})`, retry: true };
  }
  const told = CONNECTION_ERRORS[code];
  if (told !== undefined) return { ...told, detail: `${host} ${told.detail} (${code})` };
  return { reason: "connection", detail: `the connection to ${host} failed (${code})`, retry: true };
}

const CONNECTION_ERRORS: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: { reason: "connection", detail: "refused the connection", retry: true },
  ECONNRESET: { reason: "connection", detail: "reset the connection", retry: true },
  EPIPE: { reason: "connection", detail: "closed the connection", retry: true },
  UND_ERR_SOCKET: { reason: "connection", detail: "closed the connection", retry: true },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    reason: "connection",
    detail: "sent a body of another length than announced",
    retry: true,
  },
  EHOSTUNREACH: { reason: "connection", detail: "cannot be reached", retry: true },
  ENETUNREACH: { reason: "connection", detail: "cannot be reached", retry: true },
  ETIMEDOUT: { reason: "timeout", detail: "did not answer in time", retry: true },
  UND_ERR_CONNECT_TIMEOUT: { reason: "timeout", detail: "did not accept a connection in time", retry: true },
  UND_ERR_HEADERS_OVERFLOW: { reason: "http-error", detail: "sent too large response headers", retry: false },
  UND_ERR_INVALID_ARG: { reason: "http-error", detail: "cannot be asked: the request is not valid HTTP", retry: false },
};
