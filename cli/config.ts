import { homedir } from "node:os";
import { join } from "node:path";
import { accessFromEnvironment } from "../crawler/store/environment-access.ts";
import type { StoreAccess } from "../crawler/store/target.ts";

export interface Config {
  /** Stack traces with every error. */
  readonly debug: boolean;
  /** Directory for the work of crawls into object storage. */
  readonly stateRoot: string;
  readonly storeAccess: StoreAccess;
  /** The browser's executable; else it is looked for along `searchPath`. */
  readonly chromium: string | undefined;
  readonly searchPath: string;
  /** Off for a machine or pod without user namespaces, where the browser does not start with its sandbox. */
  readonly chromiumSandbox: boolean;
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const {
    DOCSYNAPSE_DEBUG = "",
    DOCSYNAPSE_CHROMIUM = "",
    DOCSYNAPSE_CHROMIUM_SANDBOX = "on",
    PATH = "",
    XDG_STATE_HOME = "",
  } = environment;
  return {
    debug: DOCSYNAPSE_DEBUG !== "" && DOCSYNAPSE_DEBUG !== "0",
    stateRoot: join(XDG_STATE_HOME === "" ? join(homedir(), ".local", "state") : XDG_STATE_HOME, "docsynapse"),
    storeAccess: accessFromEnvironment(environment),
    chromium: DOCSYNAPSE_CHROMIUM === "" ? undefined : DOCSYNAPSE_CHROMIUM,
    searchPath: PATH,
    chromiumSandbox: !["off", "0", "no", "false"].includes(DOCSYNAPSE_CHROMIUM_SANDBOX.toLowerCase()),
  };
}
