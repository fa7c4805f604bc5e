/** The API server said no. `status` is 0 when there was no answer at all. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The API server's own word, such as Conflict, AlreadyExists or Expired. */
  readonly reason: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, reason: string, message: string, options?: { retryAfterMs?: number; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.status = status;
    this.reason = reason;
    this.retryAfterMs = options?.retryAfterMs;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

/** Of the two meanings of 409 the one that makes a creation superfluous; the other wants it tried again. */
export const isAlreadyExists = (error: unknown): boolean =>
  isConflict(error) && (error as ApiError).reason === "AlreadyExists";

/** A list or watch must begin anew: the version asked for is too old. */
export const isExpired = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 410 || error.reason === "Expired" || error.reason === "Gone");

/** Worth asking again with the same body, a little later. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);

interface StatusBody {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number;
  readonly details?: { readonly retryAfterSeconds?: number };
}

/** `body` is a Status object where the API server answered, anything where something before it did. */
export function toApiError(status: number, body: string, retryAfter?: string): ApiError {
  const parsed = parseStatus(body);
  const seconds = Number(retryAfter ?? parsed.details?.retryAfterSeconds ?? Number.NaN);
  return new ApiError(
    parsed.code ?? status,
    parsed.reason ?? "Unknown",
    parsed.message ?? `the API server answered ${status}`,
    Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {},
  );
}

function parseStatus(body: string): StatusBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
