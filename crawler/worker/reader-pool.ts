import { Worker } from "node:worker_threads";
import { transferable, unpackReading, type ReadingMessage } from "./thread-message.ts";
import type { Reader, Reading, ReadingOptions, ReadTask } from "./reading.ts";

export interface ReaderPoolOptions extends ReadingOptions {
  readonly threads: number;
  /** One task's time; a thread that takes longer is ended with its task. */
  readonly timeoutMs: number;
}

/** What a thread may hold: the DOM of a page at the size limit fits, a runaway page ends its thread and nothing else. */
const THREAD_HEAP_MB = 512;
const YOUNG_HEAP_MB = 16;

/** For tasks that a closed pool did not get to; nobody takes their results any more. */
const STOPPED: Reading = { type: "fail", reason: "conversion", detail: "the reader was closed" };

interface Job {
  readonly task: ReadTask;
  resolve(reading: Reading): void;
}

/** Threads that parse and convert, one task at a time each; tasks beyond that wait in order. */
export function createReaderPool(options: ReaderPoolOptions): Reader {
  const waiting: Job[] = [];
  const threads = Array.from({ length: options.threads }, () => new ReaderThread(options, () => dispatch()));

  const dispatch = (): void => {
    for (const thread of threads) {
      if (thread.isBusy) continue;
      const job = waiting.shift();
      if (job === undefined) return;
      thread.run(job);
    }
  };

  return {
    read: (task) =>
      new Promise((resolve) => {
        waiting.push({ task, resolve });
        dispatch();
      }),
    close: async () => {
      for (const job of waiting.splice(0)) job.resolve(STOPPED);
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

class ReaderThread {
  readonly #options: ReaderPoolOptions;
  readonly #onIdle: () => void;
  #worker: Worker | undefined;
  #job: Job | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReaderPoolOptions, onIdle: () => void) {
    this.#options = options;
    this.#onIdle = onIdle;
  }

  get isBusy(): boolean {
    return this.#job !== undefined;
  }

  run(job: Job): void {
    this.#job = job;
    this.#worker ??= this.#start();
    this.#timer = setTimeout(() => this.#replace("conversion-timeout"), this.#options.timeoutMs);
    this.#worker.postMessage(job.task, transferable(job.task.body));
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#worker?.removeAllListeners("exit");
    await this.#worker?.terminate();
    this.#job?.resolve(STOPPED);
  }

  #start(): Worker {
    const { userAgent, scopeHosts, extraction, collectAssets, canRender = false } = this.#options;
    const workerData: ReadingOptions = { userAgent, scopeHosts, extraction, collectAssets, canRender };
    const worker = new Worker(new URL("./reader-thread.ts", import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    worker.on("message", (message: ReadingMessage) => this.#finish(unpackReading(message)));
    worker.on("error", (error: Error & { code?: string }) => {
      this.#replace(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "out-of-memory" : "conversion", error.message);
    });
    worker.on("exit", () => this.#replace("conversion", "its thread ended"));
    return worker;
  }

  /** Ends a thread that hangs or broke; its page fails, the next one gets a new thread. */
  #replace(reason: "conversion-timeout" | "out-of-memory" | "conversion", detail?: string): void {
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners();
    // It may still run out of memory while it is being ended; nobody listening would end this process too.
    worker?.on("error", () => undefined);
    void worker?.terminate();
    this.#finish({ type: "fail", reason, ...(detail === undefined ? {} : { detail: detail.slice(0, 500) }) });
  }

  #finish(reading: Reading): void {
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    job?.resolve(reading);
    this.#onIdle();
  }
}
