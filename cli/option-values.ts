import { InvalidArgumentError } from "commander";

/** Parsers of option values; what they throw is printed with the option's name. */

export const wholeNumber =
  (minimum: number, maximum: number, hint = "") =>
  (text: string): number => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}${hint}.`);
  };

/** Requests per second; 0 is no limit. */
export function rate(text: string): number {
  const number = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (number === 0 || (number >= 0.001 && number <= 10_000)) return number;
  throw new InvalidArgumentError("It must be requests per second from 0.001 to 10000, or 0 for no limit.");
}

/** `30`, `30s` or `2m`: milliseconds. */
export function timeoutMs(text: string): number {
  const match = /^(\d{1,6})(ms|s|m)?$/.exec(text);
  const unitMs = { ms: 1, s: 1000, m: 60_000 }[match?.[2] ?? "s"] ?? 1000;
  const number = Number(match?.[1]) * unitMs;
  if (number >= 100 && number <= 600_000) return number;
  throw new InvalidArgumentError("It must be a time from 100ms to 10m, such as 30s.");
}

export const choice =
  <const Choice extends string>(choices: readonly Choice[]) =>
  (text: string): Choice => {
    const found = choices.find((one) => one === text.toLowerCase());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be one of ${choices.join(", ")}.`);
  };

export function nonEmpty(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/** Collects a repeated option. */
export function collect(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, nonEmpty(text)];
}
