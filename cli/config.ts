export interface Config {
  /** Stack traces with every error. */
  readonly debug: boolean;
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
  } = environment;
  return {
    debug: DOCSYNAPSE_DEBUG !== "" && DOCSYNAPSE_DEBUG !== "0",
    chromium: DOCSYNAPSE_CHROMIUM === "" ? undefined : DOCSYNAPSE_CHROMIUM,
    searchPath: PATH,
    chromiumSandbox: !["off", "0", "no", "false"].includes(DOCSYNAPSE_CHROMIUM_SANDBOX.toLowerCase()),
  };
}
