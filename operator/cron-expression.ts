const value = {
  minute: "0?[0-5]?[0-9]",
  hour: "0?[01]?[0-9]|0?2[0-3]",
  dayOfMonth: "0{0,2}[1-9]|0?[12][0-9]|0?3[01]",
  month: "0{0,2}[1-9]|0?1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec",
  dayOfWeek: "0{0,2}[0-6]|sun|mon|tue|wed|thu|fri|sat",
} as const;
const step = "/(?:[1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9])";

const fields = Object.values(value).map((values) => {
  const range = `(?:[*?]|(?:${values})(?:-(?:${values}))?)(?:${step})?`;
  return `${range}(?:,${range})*`;
});
const macro = "@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)";

/** In any case; means the same in JavaScript and in RE2, so that the CRD can hold it too. */
export const cronPattern = `^(?:${macro}| *${fields.join(" +")} *)$`;
const cronForm = new RegExp(cronPattern, "i");

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const days = "sun mon tue wed thu fri sat".split(" ");

/** Whether the text is a schedule as a Kubernetes CronJob takes it: five fields, or a macro such as `@daily`. */
export function isCronExpression(expression: string): boolean {
  return cronForm.test(expression) && !hasBackwardRange(expression.toLowerCase());
}

function hasBackwardRange(text: string): boolean {
  return [...text.matchAll(/([0-9a-z]+)-([0-9a-z]+)/g)].some(
    ([, from = "", to = ""]) => computeOrder(from) > computeOrder(to),
  );
}

function computeOrder(name: string): number {
  if (/^[0-9]+$/.test(name)) return Number(name);
  const month = months.indexOf(name);
  return month >= 0 ? month + 1 : days.indexOf(name);
}
