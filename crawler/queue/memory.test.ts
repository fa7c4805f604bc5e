import { createMemoryQueue } from "./memory.ts";
import { describeQueue } from "./queue.contract.ts";

describeQueue("the queue in memory", async () => createMemoryQueue());
