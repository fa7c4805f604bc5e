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
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { DOCSYNAPSE_DEBUG = "", XDG_STATE_HOME = "" } = environment;
  return {
    debug: DOCSYNAPSE_DEBUG !== "" && DOCSYNAPSE_DEBUG !== "0",
    stateRoot: join(XDG_STATE_HOME === "" ? join(homedir(), ".local", "state") : XDG_STATE_HOME, "docsynapse"),
    storeAccess: accessFromEnvironment(environment),
  };
}
