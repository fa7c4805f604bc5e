import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BROWSER_REMEDY, findBrowser } from "./find-browser.ts";

describe("the browser that is used", () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "find-browser-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const install = (path: string, mode = 0o755): string => {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, mode);
    return file;
  };
  const path = (): string => [join(home, "a"), "", join(home, "b")].join(":");

  it("is a headless shell before a whole browser, wherever in the path they are", () => {
    install("a/google-chrome");
    const shell = install("b/chromium-headless-shell");

    expect(findBrowser(path(), home)).toBe(shell);
  });

  it("is Playwright's download where the path has none", () => {
    install(".cache/ms-playwright/chromium-1200/chrome-linux/chrome");
    const shell = install(".cache/ms-playwright/chromium_headless_shell-1200/chrome-linux/headless_shell");

    expect(findBrowser(path(), home)).toBe(shell);
  });

  it("is none where there is none, and the remedy names what to install", () => {
    mkdirSync(join(home, "a/chromium"), { recursive: true });

    expect(findBrowser(path(), home)).toBeUndefined();
    expect(BROWSER_REMEDY).toMatch(/apt-get install chromium-headless-shell.*DOCSYNAPSE_CHROMIUM/);
  });
});
