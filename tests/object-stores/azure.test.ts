import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../../crawler/store/open-store.ts";
import { testStoreContract } from "../../crawler/store/store.contract.ts";
import { firstStartMs, startAzurite, type ObjectStoreServer } from "../servers/object-stores.ts";
import { testCrawls } from "./crawl-suite.ts";

describe("Azure Blob Storage (Azurite)", () => {
  let server: ObjectStoreServer;
  beforeAll(async () => {
    server = await startAzurite();
  }, firstStartMs);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  describe("as a store", () => {
    testStoreContract(() => openStore(server.target(`a site/${randomUUID()}`), server.access));
  });

  describe("as the place of a crawl", () => {
    // Half a minute of pauses until a service counts as throttling is borne with S3 only.
    testCrawls(() => server, { bearsThrottling: false });
  });
});
