/** Bad input or configuration that the person at the terminal can mend: exit 78, one message with the remedy. */
export class UsageError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "UsageError";
  }
}
