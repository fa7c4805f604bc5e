import { type Html, html } from "./html-text.ts";
import type { SpeedSample } from "./publish-input.ts";

const width = 720;
const height = 200;
const margin = { left: 44, right: 12, top: 12, bottom: 26 };
const plotWidth = width - margin.left - margin.right;
const plotHeight = height - margin.top - margin.bottom;

/** Pages per second over the time of the crawl, as an inline SVG. */
export function buildSpeedChart(samples: readonly SpeedSample[]): Html {
  const speeds = speedsOf(samples);
  if (speeds.length < 2) return html`<p class="soft">The crawl was too short to draw.</p>`;
  const seconds = speeds.at(-1)?.seconds ?? 1;
  const top = niceCeiling(Math.max(...speeds.map((speed) => speed.perSecond)));
  const x = (at: number): string => (margin.left + (at / seconds) * plotWidth).toFixed(1);
  const y = (at: number): string => (margin.top + (1 - at / top) * plotHeight).toFixed(1);
  const points = speeds.map((speed) => `${x(speed.seconds)},${y(speed.perSecond)}`).join(" ");
  const base = `${x(seconds)},${y(0)} ${x(speeds[0]?.seconds ?? 0)},${y(0)}`;
  const lines = [0, top / 2, top].map(
    (at) =>
      html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(at)}" y2="${y(at)}" />
        <text x="${margin.left - 8}" y="${y(at)}" dy="4" text-anchor="end">${rounded(at)}</text>`,
  );
  const times = [0, seconds / 2, seconds].map(
    (at, number) =>
      html`<text x="${x(at)}" y="${height - 6}" text-anchor="${["start", "middle", "end"][number] ?? ""}"
        >${rounded(at)} s</text
      >`,
  );
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Pages per second over time">
    ${lines}${times}
    <polygon class="area" points="${points} ${base}" />
    <polyline class="curve" points="${points}" />
  </svg>`;
}

/** More points than this are drawn over one another. */
const maxPoints = 90;

function speedsOf(samples: readonly SpeedSample[]): { seconds: number; perSecond: number }[] {
  const step = Math.max(1, Math.ceil(samples.length / maxPoints));
  const chosen = samples.filter((_, at) => at % step === 0 || at === samples.length - 1);
  return chosen.slice(1).flatMap((sample, at) => {
    const before = chosen[at];
    const elapsed = before ? sample.secondsSinceStart - before.secondsSinceStart : 0;
    if (!before || elapsed <= 0) return [];
    const perSecond = Math.max(0, (sample.pagesDone - before.pagesDone) / elapsed);
    return [{ seconds: sample.secondsSinceStart, perSecond }];
  });
}

function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

const rounded = (value: number): string =>
  value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
