import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { installJudge } from "./install-judge.ts";

const manifests = join(import.meta.dirname, "../../manifests");

export type Question = {
  readonly object: object;
} & (
  | { readonly ask: "kstatus" | "health" | "actions" | "decode" }
  | { readonly ask: "action"; readonly action: string }
  | { readonly ask: "diff"; readonly desired: object; readonly ignored?: readonly object[] }
);

const Answer = z.strictObject({
  status: z.string().default(""),
  message: z.string().default(""),
  actions: z.record(z.string(), z.boolean()).optional(),
  object: z.looseObject({ metadata: z.looseObject({}), spec: z.looseObject({}) }).optional(),
  error: z.string().optional(),
});
export type Answer = z.infer<typeof Answer>;

/** Asks the GitOps tools' own code, with the argocd-cm that we ship. */
export function ask(questions: readonly Question[]): readonly Answer[] {
  const text = readFileSync(join(manifests, "argocd/argocd-cm.yaml"), "utf8");
  const settings = (parse(text) as { data: Record<string, string> }).data;
  const input = JSON.stringify(questions.map((question) => ({ ...question, settings })));
  return z.array(Answer).parse(JSON.parse(execFileSync(installJudge(), { input, encoding: "utf8" })));
}

export function askOne(question: Question): Answer {
  const [answer] = ask([question]);
  if (answer === undefined) throw new Error("no answer");
  return answer;
}

/** Argo CD's health, and kstatus as Flux and `kubectl wait` see it. */
export function judgeHealth(object: object): string {
  const [argo, kstatus] = ask([
    { ask: "health", object },
    { ask: "kstatus", object },
  ]);
  const problems = [argo?.error, kstatus?.error].filter(Boolean);
  return problems.length > 0 ? problems.join(", ") : `${argo?.status} ${kstatus?.status}`;
}

export function readObjects(file: string): readonly object[] {
  return parseAllDocuments(readFileSync(join(manifests, file), "utf8")).map((document) => document.toJS() as object);
}
