import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** How a person gets a browser; said wherever one is missing. */
export const BROWSER_REMEDY =
  "install one (Debian: `apt-get install chromium-headless-shell` or `chromium`; Google Chrome; or " +
  "`npx playwright install chromium-headless-shell`), or name its executable in DOCSYNAPSE_CHROMIUM";

/** In order: the shell starts faster and holds less memory than a browser with windows. */
const NAMES = [
  "chromium-headless-shell",
  "chrome-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
] as const;

const MAC_BROWSERS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Where `playwright install` puts its browsers, below a folder per version. */
const PLAYWRIGHT_EXECUTABLES = [
  "chrome-headless-shell-linux64/chrome-headless-shell",
  "chrome-linux/headless_shell",
  "chrome-headless-shell-mac-arm64/chrome-headless-shell",
  "chrome-headless-shell-mac-x64/chrome-headless-shell",
  "chrome-linux64/chrome",
  "chrome-linux/chrome",
];

/** Executable of a browser that is installed here; undefined where there is none. Starts nothing. */
export function findBrowser(searchPath: string, home = homedir()): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== "");
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...MAC_BROWSERS, ...downloaded(home)].find(isExecutable);
}

function downloaded(home: string): string[] {
  const caches = [join(home, ".cache/ms-playwright"), join(home, "Library/Caches/ms-playwright")];
  return caches.flatMap((cache) => {
    const versions = listFolder(cache).filter((name) => name.startsWith("chromium"));
    // The headless shell's folders sort behind the full browser's, and are wanted first.
    const folders = versions.toSorted().toReversed();
    return folders.flatMap((folder) => PLAYWRIGHT_EXECUTABLES.map((path) => join(cache, folder, path)));
  });
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
