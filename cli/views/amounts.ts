/** Amounts in words for people. */

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 || amount >= 99.95 ? amount.toFixed(0) : amount.toFixed(1)} ${units[unit]}`;
}

export function formatTime(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

export function formatRate(perSecond: number): string {
  return `${perSecond >= 9.95 ? perSecond.toFixed(0) : perSecond.toFixed(1)} pages/s`;
}

export function formatReasons(reasons: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(reasons).sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1));
  return sorted.map(([reason, count]) => `${reason} ${count}`).join(", ");
}
