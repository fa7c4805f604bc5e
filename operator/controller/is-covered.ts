/**
 * Whether everything in `wanted` is in `actual` already, so that applying it would change nothing. What the API server
 * adds beside it does not matter; lists must have the same length. Quantities are compared by value, because the API
 * server writes `1000m` as `1`.
 */
export function isCovered(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) return false;
    return wanted.every((item, index) => isCovered(item, actual[index]));
  }
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof actual !== "object" || actual === null) return isEmpty(wanted) && actual === undefined;
    const fields = actual as Readonly<Record<string, unknown>>;
    return Object.entries(wanted).every(([key, value]) => value === undefined || isCovered(value, fields[key]));
  }
  if (wanted === actual) return true;
  // The API server leaves out false, zero and empty text in many places.
  if (actual === undefined) return wanted === false || wanted === 0 || wanted === "";
  return typeof wanted === "string" && typeof actual === "string" && isSameQuantity(wanted, actual);
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

function isSameQuantity(left: string, right: string): boolean {
  const [first, second] = [parseQuantity(left), parseQuantity(right)];
  return first !== undefined && first === second;
}

function parseQuantity(text: string): number | undefined {
  const [, number, suffix = ""] = /^([0-9]+(?:\.[0-9]+)?)([a-zA-Z]{0,2})$/.exec(text) ?? [];
  const factor = factors[suffix];
  return number === undefined || factor === undefined ? undefined : Math.round(Number(number) * factor * 1000);
}
