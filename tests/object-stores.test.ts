import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../crawler/store/open-store.ts";
import { testStoreContract } from "../crawler/store/store.contract.ts";
import { firstStartMs, objectStoreServers, type ObjectStoreServer } from "./servers/object-stores.ts";

describe.each(Object.entries(objectStoreServers))("%s", (_, start) => {
  let server: ObjectStoreServer;
  beforeAll(async () => {
    server = await start();
  }, firstStartMs);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  testStoreContract(() => openStore(server.target(`a site/${randomUUID()}`), server.access));
});
