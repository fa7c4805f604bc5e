const months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const weekdays = "sun|mon|tue|wed|thu|fri|sat";
const macros = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

const fields = [
  { minimum: 0, maximum: 59, names: [] },
  { minimum: 0, maximum: 23, names: [] },
  { minimum: 1, maximum: 31, names: [] },
  { minimum: 1, maximum: 12, names: months.split("|") },
  { minimum: 0, maximum: 6, names: weekdays.split("|") },
] as const;
type Field = (typeof fields)[number];

/** Whether the text is a schedule as a Kubernetes CronJob takes it: five fields, or a macro such as `@daily`. */
export function isCronExpression(expression: string): boolean {
  if (macros.has(expression)) return true;
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== fields.length) return false;
  return fields.every((field, index) => (parts[index] ?? "").split(",").every((range) => isCronRange(range, field)));
}

function isCronRange(range: string, field: Field): boolean {
  const match = /^(?:\*|\?|([0-9a-z]{1,3})(?:-([0-9a-z]{1,3}))?)(?:\/([0-9]{1,3}))?$/i.exec(range);
  if (match === null) return false;
  const [, from, to, step] = match;
  if (step !== undefined && Number(step) === 0) return false;
  if (from === undefined) return true;
  const start = parseCronValue(from, field);
  const end = to === undefined ? start : parseCronValue(to, field);
  return start !== undefined && end !== undefined && start <= end;
}

function parseCronValue(value: string, field: Field): number | undefined {
  const named = (field.names as readonly string[]).indexOf(value.toLowerCase());
  if (named >= 0) return named + field.minimum;
  const number = /^[0-9]+$/.test(value) ? Number(value) : Number.NaN;
  return number >= field.minimum && number <= field.maximum ? number : undefined;
}
