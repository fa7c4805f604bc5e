import { parseArgs } from "node:util";
import { scenarioNames, type ScenarioName } from "./scenarios.ts";

export interface BenchOptions {
  readonly help: boolean;
  readonly quick: boolean;
  readonly rounds: number;
  readonly scenarios: readonly ScenarioName[];
}

const MAX_ROUNDS = 99;

export const usage = `Usage: node bench/run.ts [options]

Measures DocSynapse beside its peers on loopback and writes bench/results/engine.md and engine.json
when all scenarios ran in full, three rounds at least; a part or a quick run is only printed. Takes about 20 minutes.

  --scenario NAME  only this one, or those whose names begin so (may be repeated):
                   ${scenarioNames.slice(0, 3).join(", ")},
                   ${scenarioNames.slice(3).join(", ")}
  --rounds N       rounds of each scenario (default 3, with --quick 1)
  --quick          smaller sites and one round: a smoke check
  --help           this text

Examples:
  node bench/run.ts --quick
  node bench/run.ts --scenario docs --rounds 5
`;

/** Throws an error with a message for the user. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      scenario: { type: "string", multiple: true, default: [] },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) {
    throw new Error(`--rounds ${values.rounds}: a whole number from 1 to ${MAX_ROUNDS}`);
  }
  return { help: values.help, quick: values.quick, rounds, scenarios: chooseScenarios(values.scenario) };
}

function chooseScenarios(prefixes: readonly string[]): readonly ScenarioName[] {
  for (const prefix of prefixes) {
    if (scenarioNames.some((name) => name.startsWith(prefix))) continue;
    throw new Error(`--scenario ${prefix}: there is ${scenarioNames.join(", ")}`);
  }
  if (prefixes.length === 0) return scenarioNames;
  return scenarioNames.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
}
