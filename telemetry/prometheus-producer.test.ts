import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { readPrometheus } from "./prometheus-producer.ts";

async function collect(registry: Registry) {
  const { resourceMetrics } = await readPrometheus(registry, { name: "test", version: "1" }).collect();
  return new Map(resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).map((m) => [m.descriptor.name, m]));
}

describe("prom-client's metrics for OTLP", () => {
  it("keep name, help, labels and values", async () => {
    const registry = new Registry();
    const registers = [registry];
    const counter = new Counter({ name: "a_total", help: "Some", labelNames: ["kind"], registers });
    counter.inc({ kind: "x" }, 2);
    counter.inc({ kind: "y" });
    new Gauge({ name: "b_bytes", help: "Other", registers }).set(-1.5);

    const metrics = await collect(registry);

    expect(metrics.get("a_total")).toMatchObject({
      descriptor: { description: "Some", unit: "" },
      isMonotonic: true,
      dataPoints: [
        { attributes: { kind: "x" }, value: 2 },
        { attributes: { kind: "y" }, value: 1 },
      ],
    });
    expect(metrics.get("b_bytes")?.dataPoints).toMatchObject([{ attributes: {}, value: -1.5 }]);
  });

  it("have histograms whose buckets count each value once, by labels", async () => {
    const registry = new Registry();
    const histogram = new Histogram({
      name: "c_seconds",
      help: "Time",
      labelNames: ["who"],
      buckets: [1, 2],
      registers: [registry],
    });
    for (const value of [0.5, 1, 1.5, 9]) histogram.observe({ who: "me" }, value);
    histogram.observe({ who: "you" }, 2);

    const points = (await collect(registry)).get("c_seconds")?.dataPoints;

    expect(points).toMatchObject([
      { attributes: { who: "me" }, value: { buckets: { boundaries: [1, 2], counts: [2, 1, 1] }, sum: 12, count: 4 } },
      { attributes: { who: "you" }, value: { buckets: { boundaries: [1, 2], counts: [0, 1, 0] }, sum: 2, count: 1 } },
    ]);
    expect(Object.keys(points?.[0]?.attributes ?? {})).toEqual(["who"]);
  });

  it("leave out what is no number", async () => {
    const registry = new Registry();
    new Gauge({ name: "d", help: "Nothing", registers: [registry] }).set(Number.NaN);

    expect((await collect(registry)).get("d")?.dataPoints).toEqual([]);
  });
});
