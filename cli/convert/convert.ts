import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { OwnProfile } from "../../crawler/contract.ts";
import { readExtractionProfile } from "../../operator/extraction-profile.ts";
import { defaultLimits } from "../../operator/plan.ts";
import { checkGenerator } from "../check-generator.ts";
import { checkProfile } from "../check-profile.ts";
import { checkSelectors } from "../check-selectors.ts";
import { printError, printNote, type Context } from "../context.ts";
import { CliExit } from "../exit-codes.ts";
import { explainFileError, nameInput, readInput, UnreadableInput } from "../input-file.ts";
import { makeDirectory } from "../make-directory.ts";
import { UsageError } from "../usage-error.ts";
import { convertPage, type PageOptions } from "./convert-page.ts";
import { nameOutputs, type PageName } from "./output-names.ts";
import { inventPageUrl } from "./relative-base.ts";

export interface ConvertFlags {
  readonly url?: string;
  readonly out?: string;
  readonly frontMatter?: boolean;
  readonly generator?: string;
  readonly profile?: string;
  readonly explain?: boolean;
  readonly contentSelector?: string;
  readonly remove?: readonly string[];
}

type PageFlags = Omit<ConvertFlags, "profile"> & { readonly profile: OwnProfile | undefined };

/** `docsynapse convert`: one bad page never keeps the others from being converted. */
export async function convert(files: readonly string[], flags: ConvertFlags, context: Context): Promise<number> {
  if (files.length > 1 && flags.out === undefined) {
    throw new UsageError(`${files.length} files need a directory to go to: add --out DIR`);
  }
  if (files.filter((file) => file === "-").length > 1)
    throw new UsageError("standard input (-) can be given once only");
  checkSelectors([flags.contentSelector], "--content-selector");
  checkSelectors(flags.remove ?? [], "--remove");
  checkGenerator(flags.generator, "--generator");
  const profile = flags.profile === undefined ? undefined : await readProfile(flags.profile, context);
  const url = flags.url === undefined ? undefined : parseBaseUrl(flags.url);
  let exitCode: number = CliExit.ok;
  for (const page of nameOutputs(files)) {
    const pageUrl = files.length === 1 ? url?.href : url && new URL(encodePath(page.name), url).href;
    const code = await convertFile(page, pageUrl, { ...flags, profile }, context);
    exitCode = Math.max(exitCode, code);
  }
  return exitCode;
}

async function readProfile(file: string, context: Context): Promise<OwnProfile> {
  const bytes = await readInput(file, MAX_PROFILE_BYTES, context).catch((error: unknown) => {
    throw error instanceof UnreadableInput ? new UsageError(error.message, error) : error;
  });
  const read = readExtractionProfile(bytes.toString("utf8"));
  if ("problems" in read)
    throw new UsageError(read.problems.map((one) => `--profile ${file}: ${one}`).join("\nerror: "));
  checkProfile(read.profile, `--profile ${file}`);
  return read.profile;
}

const MAX_PROFILE_BYTES = 1024 * 1024;

function parseBaseUrl(text: string): URL {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new UsageError(
      `--url ${JSON.stringify(text)} is no http or https URL; give one such as https://docs.example.org/`,
    );
  }
  const url = new URL(text);
  url.hash = "";
  return url;
}

const encodePath = (name: string): string => name.split("/").map(encodeURIComponent).join("/");

async function convertFile(
  page: PageName,
  url: string | undefined,
  flags: PageFlags,
  context: Context,
): Promise<number> {
  let body: Buffer;
  try {
    body = await readInput(page.file, defaultLimits.maxPageBytes, context);
  } catch (error) {
    if (!(error instanceof UnreadableInput)) throw error;
    printError(context, error.message);
    return CliExit.badConfiguration;
  }
  const result = convertPage(body, buildPageOptions(page, url, flags));
  if (flags.explain === true) printNote(context, `${nameInput(page.file)}: ${result.explanation}`);
  if ("empty" in result) {
    printError(context, `${nameInput(page.file)}: ${result.empty}`);
    return CliExit.different;
  }
  if (flags.out === undefined) context.stdout.write(result.markdown);
  else await writePage(join(flags.out, page.output), result.markdown);
  return CliExit.ok;
}

function buildPageOptions(page: PageName, url: string | undefined, flags: PageFlags): PageOptions {
  return {
    url: url ?? inventPageUrl(page.name),
    extraction: {
      removeSelectors: [...(flags.remove ?? [])],
      ...(flags.contentSelector === undefined ? {} : { contentSelector: flags.contentSelector }),
      ...(flags.generator === undefined ? {} : { generator: flags.generator }),
      ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    },
    frontMatter: flags.frontMatter === true,
  };
}

async function writePage(path: string, markdown: string): Promise<void> {
  try {
    await makeDirectory(resolve(dirname(path)));
    await writeFile(path, markdown);
  } catch (error) {
    throw new UsageError(
      `cannot write ${path}: ${explainFileError(error)}; choose another directory with --out`,
      error,
    );
  }
}
