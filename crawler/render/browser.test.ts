import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrowserProcess } from "./browser.ts";
import { browser } from "./testing-browser.ts";

describe.skipIf(browser === undefined)("the browser of a process", () => {
  let processes: BrowserProcess;

  beforeEach(() => {
    processes = new BrowserProcess({
      executable: browser ?? "",
      sandbox: false,
      publicKeyHash: "",
      pagesPerBrowser: 3,
    });
  });
  afterEach(() => processes.close());

  it("is one for all pages, however many ask for it at once", async () => {
    const [one, two] = await Promise.all([processes.lease(), processes.lease()]);

    expect(one.browser).toBe(two.browser);
  });

  it("is a new one after it was killed, and the first one is gone", async () => {
    const dead = await processes.lease();
    await dead.kill();

    const next = await processes.lease();

    expect(dead.browser.isConnected()).toBe(false);
    expect(next.browser.isConnected()).toBe(true);
  });

  it("is replaced when it is worn out, and ends with the last page that has it", async () => {
    const leases = [await processes.lease(), await processes.lease(), await processes.lease()];
    const [first] = leases;

    const next = await processes.lease();
    const stillThere = first?.browser.isConnected();
    for (const lease of leases) await lease[Symbol.asyncDispose]();

    expect(next.browser).not.toBe(first?.browser);
    expect(stillThere).toBe(true);
    expect(first?.browser.isConnected()).toBe(false);
  });

  it("leaves nothing behind", async () => {
    const before = process.env["TMPDIR"];
    const folder = mkdtempSync(join(tmpdir(), "browser-homes-"));
    process.env["TMPDIR"] = folder;
    try {
      await processes.lease();
      const during = readdirSync(folder);

      await processes.close();

      expect(during.length).toBeGreaterThan(0);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
