import { findCommand } from "./debian-package.ts";

/** Prometheus' own judge of metrics and rules. */
export const installPromtool = (): string =>
  findCommand("promtool", { package: "prometheus", path: "usr/bin/promtool" });
