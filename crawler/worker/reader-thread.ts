import { parentPort, workerData } from "node:worker_threads";
import { createReading } from "./read.ts";
import type { ReadingOptions, ReadTask } from "./reading.ts";
import { packReading } from "./thread-message.ts";

const read = createReading(workerData as ReadingOptions);

parentPort?.on("message", (task: ReadTask) => {
  const { message, transfer } = packReading(read(task));
  parentPort?.postMessage(message, transfer);
});
