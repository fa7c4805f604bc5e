import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { ReadingOptions, ReadTask } from "./reading.ts";

// A thread has a cache of its own, and only what is imported after this comes from it: a third of the thread's start.
enableCompileCache();
const { createReading } = await import("./read.ts");
const { packReading } = await import("./thread-message.ts");

const read = createReading(workerData as ReadingOptions);

parentPort?.on("message", (task: ReadTask) => {
  const { message, transfer } = packReading(read(task));
  parentPort?.postMessage(message, transfer);
});
