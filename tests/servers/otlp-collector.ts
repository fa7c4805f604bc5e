import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { z } from "zod";

const Value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]])));
const Resource = z.object({ attributes: Attributes });
const OtlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(""),
  name: z.string(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: Attributes,
  status: z.looseObject({ code: z.number().optional() }).optional(),
});
const Traces = z.object({
  resourceSpans: z.array(z.object({ resource: Resource, scopeSpans: z.array(z.object({ spans: z.array(OtlpSpan) })) })),
});
const Point = z.looseObject({
  attributes: Attributes,
  asDouble: z.number().optional(),
  asInt: z.coerce.number().optional(),
  count: z.coerce.number().optional(),
  sum: z.number().optional(),
  bucketCounts: z.array(z.coerce.number()).optional(),
});
const Points = z.object({ dataPoints: z.array(Point) });
const Metrics = z.object({
  resourceMetrics: z.array(
    z.object({
      resource: Resource,
      scopeMetrics: z.array(
        z.object({
          metrics: z.array(
            z.object({
              name: z.string(),
              sum: Points.optional(),
              gauge: Points.optional(),
              histogram: Points.optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

type ReceivedSpan = z.infer<typeof OtlpSpan> & { readonly service: string };

interface ReceivedPoint {
  readonly name: string;
  readonly service: string;
  /** Of the process. */
  readonly instance: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a histogram: how many. */
  readonly value: number;
}

/** An OTLP receiver on loopback. It reads JSON; of protobuf it keeps the bytes. */
export interface OtlpCollector extends AsyncDisposable {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** The newest of each series and process. */
  readonly points: () => readonly ReceivedPoint[];
  /** All that came, headers included, as text. */
  readonly everything: () => string;
  readonly contentTypes: ReadonlySet<string>;
  /** What it answers from now on; `hang`: nothing. */
  answer: number | "hang";
}

export async function startOtlpCollector(): Promise<OtlpCollector> {
  const bodies: Buffer[] = [];
  const spans: ReceivedSpan[] = [];
  const points = new Map<string, ReceivedPoint>();
  const contentTypes = new Set<string>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    bodies.push(Buffer.from(`${request.url}\n${JSON.stringify(request.headers)}\n`), body);
    const type = request.headers["content-type"] ?? "";
    contentTypes.add(type);
    if (type === "application/json") read(request.url ?? "", JSON.parse(body.toString("utf8")));
    if (collector.answer !== "hang") response.writeHead(collector.answer, { "content-type": type }).end();
  };
  const read = (path: string, message: unknown): void => {
    if (path.endsWith("/v1/traces")) spans.push(...readSpans(message));
    else for (const point of readPoints(message)) points.set(keyOf(point), point);
  };
  const server = createServer((request, response) => void take(request, response));
  const collector: OtlpCollector = {
    url: await listen(server),
    spans,
    points: () => [...points.values()],
    everything: () => Buffer.concat(bodies).toString("latin1"),
    contentTypes,
    answer: 200,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
  return collector;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function readSpans(message: unknown): ReceivedSpan[] {
  return Traces.parse(message).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({ ...span, service: String(resource.attributes["service.name"]) })),
    ),
  );
}

function readPoints(message: unknown): ReceivedPoint[] {
  return Metrics.parse(message).resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const service = String(resource.attributes["service.name"]);
    const instance = String(resource.attributes["service.instance.id"]);
    return scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(
        ({ name, sum, gauge, histogram }) =>
          (sum ?? gauge ?? histogram)?.dataPoints.map(({ attributes, asDouble, asInt, count }) => ({
            name,
            service,
            instance,
            attributes,
            value: asDouble ?? asInt ?? count ?? Number.NaN,
          })) ?? [],
      ),
    );
  });
}

const keyOf = ({ name, service, instance, attributes }: ReceivedPoint): string =>
  JSON.stringify([name, service, instance, attributes]);

/** What has a process send there. */
export const sendTo = ({ url }: Pick<OtlpCollector, "url">, protocol = "http/json"): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
});

/** Names of the spans right below, in order. */
export const childrenOf = ({ spanId }: ReceivedSpan, spans: readonly ReceivedSpan[]): string[] =>
  spans
    .filter(({ parentSpanId }) => parentSpanId === spanId)
    .map(({ name }) => name)
    .toSorted((a, b) => a.localeCompare(b));
