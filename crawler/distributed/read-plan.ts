import { z } from "zod";
import { Plan } from "../contract.ts";

/** Why a text is no plan of this version: every problem, with its place and no value of it. */
export class BadPlan extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "BadPlan";
    this.problems = problems;
  }
}

const MAX_PROBLEMS = 20;

/** Throws `BadPlan`. */
export function parsePlan(text: string): Plan {
  const value = parseJson(text);
  const { version } = z.looseObject({ version: z.unknown() }).safeParse(value).data ?? {};
  if (version !== undefined && version !== 1) {
    throw new BadPlan([`version: found ${JSON.stringify(version)}; this DocSynapse reads plans of version 1`]);
  }
  const parsed = Plan.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadPlan(
    parsed.error.issues
      .slice(0, MAX_PROBLEMS)
      .map(({ path, message }) => `${path.join(".") || "the plan"}: ${message}`),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadPlan(["it is not JSON; docsynapse plan writes one"]);
  }
}
