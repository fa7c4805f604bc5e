import { AsyncLocalStorage } from "node:async_hooks";
import type { Span } from "./span.ts";

const storage = new AsyncLocalStorage<Span>();

/** The span that the calling code works for, where there is one that is looked at. */
export const currentSpan = (): Span | undefined => storage.getStore();

/** Makes it the current one of all that `work` calls and awaits. */
export function runInSpan<T>(span: Span, work: () => T): T {
  return span.traceparent === undefined ? work() : storage.run(span, work);
}
