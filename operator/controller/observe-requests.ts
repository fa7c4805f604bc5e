import { currentSpan } from "../../telemetry/current-span.ts";
import type { ApiObserver } from "./api-client.ts";
import { toRoute } from "./kube-object.ts";
import type { Metrics } from "./metrics.ts";

/** Counts every request as client-go does, and times those that a reconcile makes below its span. */
export function observeRequests(metrics: Metrics): ApiObserver {
  return ({ method, path }, host) => {
    const route = currentSpan() === undefined ? "" : toRoute(path);
    const span = currentSpan()?.child(`${method} ${route}`, {
      kind: "client",
      attributes: { "http.request.method": method, "url.template": route, "server.address": host },
    });
    return ({ status }) => {
      metrics.requested(method, host, status);
      span?.note({ "http.response.status_code": status === 0 ? undefined : status });
      if (status === 0 || status >= 400) span?.fail(status === 0 ? "no-answer" : String(status));
      span?.[Symbol.dispose]();
    };
  };
}
