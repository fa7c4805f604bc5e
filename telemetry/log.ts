import { pino, type Logger, type LoggerOptions } from "pino";
import { currentSpan } from "./current-span.ts";
import { withoutUrlSecrets } from "./public-url.ts";
import type { Span } from "./span.ts";

/** Fields by which a line is found from its trace and back, as OpenTelemetry names them in JSON logs. */
export const traceFields = ({ traceId, spanId }: Pick<Span, "traceId" | "spanId">) =>
  traceId === "" ? {} : { trace_id: traceId, span_id: spanId };

/** JSON lines on standard output, each with the ids of the span that it was written in. */
export function createLog({ level, base }: Required<Pick<LoggerOptions, "level" | "base">>): Logger {
  return pino({
    level,
    base,
    mixin: () => traceFields(currentSpan() ?? NO_IDS),
    // The last guard: messages of libraries and of errors may quote a URL as it was.
    hooks: { streamWrite: withoutUrlSecrets },
  });
}

const NO_IDS = { traceId: "", spanId: "" };
