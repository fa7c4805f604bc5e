export interface Config {
  /** Stack traces with every error. */
  readonly debug: boolean;
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const { DOCSYNAPSE_DEBUG = "" } = environment;
  return { debug: DOCSYNAPSE_DEBUG !== "" && DOCSYNAPSE_DEBUG !== "0" };
}
