import { Readable } from "node:stream";
import type { Context } from "../../cli/context.ts";

/** What a command sees and says, with a Ctrl-C at hand. */
export function commandWorld() {
  const stop = new AbortController();
  let said = "";
  const context: Context = {
    stdin: Readable.from([]),
    stdout: { write: (text) => (said += text) },
    stderr: { write: (text) => (said += text) },
    stateRoot: "/nowhere",
    storeAccess: {},
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    loadEngine: () => Promise.reject(new Error("a pull crawls nothing")),
    listenForStop: (onFirst) => {
      stop.signal.addEventListener("abort", onFirst);
      return { signal: stop.signal, [Symbol.dispose]: () => undefined };
    },
  };
  return { context, pressCtrlC: () => stop.abort(), said: () => said };
}
