import type { HrTime } from "@opentelemetry/api";
import { millisToHrTime } from "@opentelemetry/core";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { MetricObjectWithValues, MetricValue, MetricValueWithName, Registry } from "prom-client";

type Metric = MetricObjectWithValues<MetricValue<string>>;
type Labels = Readonly<Record<string, string | number>>;

/**
 * What `/metrics` shows, for OTLP: each metric is defined once, as prom-client's, and keeps its name. Sums and histograms
 * are cumulative since the process began.
 */
export function readPrometheus(
  registry: Registry,
  scope: { readonly name: string; readonly version: string },
): MetricProducer {
  const startTime = millisToHrTime(performance.timeOrigin);
  return {
    collect: async () => {
      const found = await registry.getMetricsAsJSON();
      const period = { startTime, endTime: millisToHrTime(Date.now()) };
      const metrics = found.map((metric) => toMetricData(metric, period)).filter((data) => data !== undefined);
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] }, errors: [] };
    },
  };
}

interface Period {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

function toMetricData(metric: Metric, period: Period): MetricData | undefined {
  const common = {
    // DOUBLE: seconds and bytes alike.
    descriptor: { name: metric.name, description: metric.help, unit: "", valueType: 1 },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  // prom-client's declaration says that it is an enum; it is its name.
  switch (String(metric.type)) {
    case "counter":
      return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: toNumbers(metric, period) };
    case "gauge":
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: toNumbers(metric, period) };
    case "histogram":
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: toHistograms(metric, period) };
    default:
      return undefined;
  }
}

const toNumbers = ({ values }: Metric, period: Period): DataPoint<number>[] =>
  values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...period, attributes: labels, value }));

/** prom-client lists a histogram's buckets (cumulative, the last `+Inf`), its sum and its count one by one. */
function toHistograms(metric: Metric, period: Period): DataPoint<Histogram>[] {
  const series = new Map<string, { labels: Labels; buckets: [number, number][]; sum: number; count: number }>();
  for (const { labels, value, metricName } of metric.values as MetricValueWithName<string>[]) {
    const { le, ...own } = labels as Labels;
    const key = JSON.stringify(Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const one = series.get(key) ?? { labels: own, buckets: [], sum: 0, count: 0 };
    series.set(key, one);
    if (le !== undefined) one.buckets.push([le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), value]);
    else if (metricName === `${metric.name}_sum`) one.sum = value;
    else if (metricName === `${metric.name}_count`) one.count = value;
  }
  return [...series.values()].map(({ labels, buckets, sum, count }) => {
    const ordered = buckets.toSorted(([a], [b]) => a - b);
    const boundaries = ordered.map(([bound]) => bound).filter(Number.isFinite);
    const counts = ordered.map(([, value], index) => value - (ordered[index - 1]?.[1] ?? 0));
    return { ...period, attributes: labels, value: { buckets: { boundaries, counts }, sum, count } };
  });
}
