/** The plan's own extraction settings cannot be used: the person who wrote them has to mend them. */
export class ExtractionConfigError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "ExtractionConfigError";
  }
}
