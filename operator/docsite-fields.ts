import { z } from "zod";

/**
 * Building blocks of the resources' schemas. They must survive the way into a CRD: no unions, no transforms, no flags
 * and no look-around in patterns, a maximum on every string and list, a description on every field.
 */

export const maxUrlLength = 2048;
/** Of a name in DNS; a plan holds no longer host. */
export const maxHostLength = 253;

/** Where the generated schema keeps the words of a pattern, for messages; it is dropped on the way into a CRD. */
export const allowedWordsKey = "x-docsynapse-allowed";

/** A string bounded as the API server bounds it: in code points, where JavaScript's length counts UTF-16 units. */
const bounded = (maximum: number, allowed: string) =>
  z.string().refine((value) => value.length <= maximum || Array.from(value).length <= maximum, allowed);

/** Text that may be empty. */
export const anyText = (maximum: number, description: string) =>
  bounded(maximum, `text of at most ${maximum} characters`).meta({ maxLength: maximum, description });

/**
 * Text of a form that needs words to be understood. Patterns must mean the same in RE2, which the API server uses:
 * blanks are listed one by one, because `\s` holds Unicode's in JavaScript and ASCII's in RE2.
 */
export const patterned = (maximum: number, pattern: RegExp, allowed: string) =>
  bounded(maximum, `${allowed}, at most ${maximum} characters`)
    .regex(pattern, allowed)
    .meta({ maxLength: maximum, [allowedWordsKey]: allowed });

export const text = (maximum: number, description: string) =>
  bounded(maximum, `text of 1 to ${maximum} characters`).min(1).meta({ maxLength: maximum, description });

export const httpUrl = (description: string) =>
  patterned(
    maxUrlLength,
    /^https?:\/\/[^/?#\\ \t\n\v\f\r]+[^ \t\n\v\f\r]*$/,
    "an absolute http or https URL without spaces",
  ).describe(description);

export const globs = (description: string) =>
  z
    .array(text(512, "A glob such as /docs/**, or https://host/docs/** to match the whole URL."))
    .max(256)
    .describe(description);

export const hosts = (description: string) =>
  z
    .array(
      patterned(
        253,
        /^(\[[0-9A-Fa-f:.]+\]|[^ \t\n\v\f\r/:@?#[\]]+)(:[0-9]{1,5})?$/,
        "a host such as docs.example.org or localhost:8080",
      ).describe("A host name, with its port when the port is not the scheme's own."),
    )
    .max(64)
    .describe(description);

/** `30s`, `5m`, `12h`, `30d`, or a sum such as `1h30m`; `parseDurationSeconds` reads it. */
export const duration = (description: string) =>
  patterned(32, /^([0-9]{1,6}[smhd]){1,4}$/, "a duration such as 30s, 5m, 12h or 30d").describe(description);

export const quantity = (description: string) =>
  patterned(
    32,
    /^[0-9]{1,15}(\.[0-9]{1,9})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/,
    'a quantity in quotes, such as "500m" or "2Gi"',
  ).describe(description);

export const whole = (minimum: number, maximum: number, description: string) =>
  z.int32().min(minimum).max(maximum).describe(description);

const maxMapEntries = 64;

/** zod has no bound on a map's entries of its own. */
export const fewEntries = [
  (value: object) => Object.keys(value).length <= maxMapEntries,
  `at most ${maxMapEntries} entries`,
] as const;

/** Labels and the like; the API server bounds the values further. */
export const stringMap = (description: string) =>
  z
    .record(z.string(), bounded(4096, "text of at most 4096 characters").meta({ maxLength: 4096 }))
    .refine(...fewEntries)
    .meta({ description, maxProperties: maxMapEntries });

/** Name of an object of the same namespace: references never carry a namespace. */
export const objectName = (description: string) =>
  patterned(
    253,
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "a Kubernetes name: lower-case letters, digits, - and .",
  ).describe(description);

export const keyReference = (description: string) =>
  z
    .object({
      name: objectName("Name of the object, in the DocSite's own namespace."),
      key: patterned(253, /^[-._a-zA-Z0-9]+$/, "a key: letters, digits, -, _ and .").describe(
        "Which entry of the object's data.",
      ),
    })
    .describe(description);

export const nameReference = (description: string) =>
  z.object({ name: objectName("Name of the object, in the DocSite's own namespace.") }).describe(description);

const exampleTime = "a time such as 2026-01-31T23:59:59Z";

/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times; of a day that there is. */
export const timestamp = (description: string) =>
  patterned(20, /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/, exampleTime)
    .refine(isTime, exampleTime)
    .meta({ format: "date-time" })
    .describe(description);

/** JavaScript takes the 31st of February for the 3rd of March, and 24:00 for the next day. */
function isTime(value: string): boolean {
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value.slice(0, 19));
}
