import type { ApiClient } from "./api-client.ts";
import { buildPath, toApiVersion, type KubeObject, type Resource } from "./kube-object.ts";

/** Field manager of everything that the operator writes. */
const fieldManager = "docsynapse";

/**
 * Server-side apply: the operator owns exactly the fields in `object`, and takes them from whoever else set them. The
 * body is our own JSON, so no typed client can drop a field of it.
 */
export async function apply<T extends KubeObject>(
  client: ApiClient,
  resource: Resource,
  object: KubeObject & { readonly status?: unknown },
  subresource?: "status",
): Promise<T> {
  const { name, namespace } = object.metadata;
  const where = { name, ...(namespace === undefined ? {} : { namespace }), ...(subresource && { subresource }) };
  return await client.request<T>({
    method: "PATCH",
    path: buildPath(resource, where),
    query: { fieldManager, force: true },
    contentType: "application/apply-patch+yaml",
    body: { apiVersion: toApiVersion(resource), kind: resource.kind, ...object },
  });
}
