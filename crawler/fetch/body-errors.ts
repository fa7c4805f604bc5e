export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** The body cannot be unpacked; when it only stops too early, another try may bring the rest. */
export class UnreadableBody extends Error {
  override readonly name = "UnreadableBody";
  readonly truncated: boolean;

  constructor(message: string, truncated: boolean) {
    super(message);
    this.truncated = truncated;
  }
}

/** Translates what node:zlib says. */
export function explainDecodeError(error: unknown): BodyTooLarge | UnreadableBody {
  if (error instanceof BodyTooLarge || error instanceof UnreadableBody) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_BUFFER_TOO_LARGE") return new BodyTooLarge();
  return code === "Z_BUF_ERROR"
    ? new UnreadableBody("the compressed body stops too early", true)
    : new UnreadableBody("the compressed body is corrupt", false);
}
