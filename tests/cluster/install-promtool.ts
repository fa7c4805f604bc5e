import { findOrUnpack } from "./unpack-debian.ts";

/** Prometheus' own judge of metrics and rules. */
export const installPromtool = (): string =>
  findOrUnpack({ name: "promtool", package: "prometheus", folder: "prometheus-debian" });
