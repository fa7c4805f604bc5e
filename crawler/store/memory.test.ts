import { describe } from "vitest";
import { createMemoryStore } from "./memory.ts";
import { testStoreContract } from "./store.contract.ts";

describe("the store in memory", () => {
  testStoreContract(async () => createMemoryStore());
});
