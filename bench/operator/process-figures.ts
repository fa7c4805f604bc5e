import { readFileSync } from "node:fs";

export interface ProcessFigures {
  readonly rssMiB: number;
  readonly peakRssMiB: number;
  readonly cpuSeconds: number;
}

/** Linux counts in clock ticks of which a second has 100 everywhere. */
const ticksPerSecond = 100;

/** What a running process weighs and has used, from /proc. */
export function readProcessFigures(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const readKiB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
  // The second field is the program's name, which may hold blanks and brackets.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return {
    rssMiB: readKiB("VmRSS") / 1024,
    peakRssMiB: readKiB("VmHWM") / 1024,
    cpuSeconds: (user + system) / ticksPerSecond,
  };
}
