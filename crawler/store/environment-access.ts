import type { StoreAccess } from "./target.ts";

/** What Azure's command line reads of the environment and its SDK does not; the other SDKs read theirs by themselves. */
export function accessFromEnvironment(environment: Readonly<Record<string, string | undefined>>): StoreAccess {
  const { AZURE_STORAGE_KEY: accountKey = "", AZURE_STORAGE_SAS_TOKEN: sasToken = "" } = environment;
  if (accountKey !== "") return { azure: { accountKey } };
  return sasToken === "" ? {} : { azure: { sasToken } };
}
