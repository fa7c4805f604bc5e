import type { DocSite } from "../operator/docsite.ts";
import { formatProblem } from "../operator/problem.ts";
import { readDocSites } from "../operator/read-docsites.ts";
import { resolveReferences } from "../operator/resolve-references.ts";
import { checkSpec } from "./check-spec.ts";
import { printError, type Context } from "./context.ts";
import { CliExit } from "./exit-codes.ts";
import { nameInput, readInput, UnreadableInput } from "./input-file.ts";
import { maxResourceFileBytes } from "./run.ts";
import { UsageError } from "./usage-error.ts";

/** `docsynapse validate`: every problem of every file; a file's problems never hide another's. */
export async function validate(files: readonly string[], context: Context): Promise<number> {
  let isValid = true;
  for (const file of files) isValid = (await validateFile(file, context)) && isValid;
  return isValid ? CliExit.ok : CliExit.badConfiguration;
}

async function validateFile(file: string, context: Context): Promise<boolean> {
  const name = nameInput(file);
  let text: string;
  try {
    text = (await readInput(file, maxResourceFileBytes, context)).toString("utf8");
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    printError(context, error.message);
    return false;
  }
  const { docSites, objects, problems } = readDocSites(text);
  for (const problem of problems) context.stderr.write(`${formatProblem(problem, name)}\n`);
  if (problems.length > 0) return false;
  let isValid = true;
  for (const docSite of docSites) {
    const problem = findProblem(docSite);
    if (problem !== undefined) {
      context.stderr.write(`${name}: ${problem}\n`);
      isValid = false;
      continue;
    }
    context.stdout.write(`${name}: DocSite ${docSite.metadata.namespace}/${docSite.metadata.name} is valid\n`);
    for (const reference of resolveReferences(docSite, objects).problems) {
      context.stderr.write(`${name}: note: ${reference}; in a cluster it may be there already\n`);
    }
  }
  return isValid;
}

function findProblem({ spec }: DocSite): string | undefined {
  try {
    checkSpec(spec);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}
