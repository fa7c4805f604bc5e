import { parentPort, workerData } from "node:worker_threads";
import { createReading } from "./read.ts";
import type { ReadingOptions, ReadTask } from "./reading.ts";

const read = createReading(workerData as ReadingOptions);

parentPort?.on("message", (task: ReadTask) => parentPort?.postMessage(read(task)));
