import { RestError } from "@azure/storage-blob";
import { codesOf, explainProblem } from "./explain-problem.ts";
import { StoreError, type StoreProblem } from "../store.ts";
import type { AzureTarget } from "../target.ts";

const known: Readonly<Record<string, StoreProblem>> = {
  ContainerNotFound: "missing",
  ContainerBeingDeleted: "missing",
  ContainerDisabled: "missing",
  ResourceNotFound: "missing",
  InvalidResourceName: "missing",
  // The account is part of the host's name.
  ENOTFOUND: "missing",
  AccountIsDisabled: "denied",
  AuthenticationFailed: "denied",
  AuthorizationFailure: "denied",
  AuthorizationPermissionMismatch: "denied",
  InsufficientAccountPermissions: "denied",
  InvalidAuthenticationInfo: "denied",
  NoAuthenticationInformation: "denied",
  PublicAccessNotPermitted: "denied",
  CredentialUnavailableError: "denied",
  AggregateAuthenticationError: "denied",
  AuthenticationError: "denied",
  AuthenticationRequiredError: "denied",
  ServerBusy: "throttled",
  OperationTimedOut: "unreachable",
  InternalError: "unreachable",
};

const remedies = {
  denied:
    "access was refused: check the credentials (AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN, az login or the workload's " +
    "identity) and that they have the role Storage Blob Data Contributor",
  missing: "there is no such container or account: check their names and the endpoint",
};

export function explainAzureError(error: unknown, { account, container }: AzureTarget): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const status = error instanceof RestError ? error.statusCode : undefined;
  const codes = [error.name, ...codesOf(error)];
  const code = codes.find((one) => one in known) ?? codes.find((one) => one !== error.name) ?? error.name;
  return explainProblem({ location: `az://${account}/${container}`, code, status }, error, known, remedies);
}
