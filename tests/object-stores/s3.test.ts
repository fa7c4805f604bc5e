import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { openStore } from "../../crawler/store/open-store.ts";
import { testStoreContract } from "../../crawler/store/store.contract.ts";
import { firstStartMs, startVersitygw, type ObjectStoreServer } from "../servers/object-stores.ts";
import { testCrawls } from "./crawl-suite.ts";

describe("S3 (versitygw)", () => {
  let server: ObjectStoreServer;
  beforeAll(async () => {
    server = await startVersitygw();
  }, firstStartMs);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  describe("as a store", () => {
    testStoreContract(() => openStore(server.target(`a site/${randomUUID()}`), server.access));
  });

  describe("as the place of a crawl", () => {
    testCrawls(() => server, { bearsThrottling: true });
  });
});
