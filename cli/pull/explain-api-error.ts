import { ApiError } from "../../operator/controller/api-error.ts";
import { UsageError } from "../usage-error.ts";

/** Does what `goal` says; what the API server says against it becomes a sentence with the remedy. */
export async function explained<T>(goal: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ApiError ? new UsageError(explain(goal, error), error) : error;
  }
}

function explain(goal: string, { status, message }: ApiError): string {
  switch (status) {
    case 0:
      return `cannot ${goal}: the API server does not answer (${message}); check the kubeconfig's server and your network`;
    case 401:
      return `cannot ${goal}: the API server does not know you; log in anew, or choose another --context`;
    case 403:
      return `no permission to ${goal}: ${message}`;
    default:
      return `cannot ${goal}: ${message}`;
  }
}
