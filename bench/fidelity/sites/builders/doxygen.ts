import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alert, quote, rewriteAlerts } from "../alerts.ts";
import { identifierOf, linkFromRoot, mapProse } from "../api-pages.ts";
import type { Builder } from "../builder.ts";
import { runTool } from "../tools.ts";

const CONFIGURATION = `PROJECT_NAME = Kettle
INPUT = docs kettle.h
RECURSIVE = YES
FILE_PATTERNS = *.md *.h
IMAGE_PATH = docs/images
GENERATE_LATEX = NO
HAVE_DOT = NO
QUIET = YES
WARNINGS = NO
`;
/** The alerts that it has a command for. */
const COMMANDS: ReadonlySet<string> = new Set(["note", "warning"]);

const builtFile = (source: string): string => `md_docs_${identifierOf(source)}.html`;

/** Pages beside an API. */
export const doxygen: Builder = {
  name: "doxygen",
  toolName: "doxygen",
  tool: { registry: "machine", command: "doxygen", debian: "doxygen" },
  dialect: (markdown) =>
    rewriteAlerts(withBareImages(markdown), (alert) => (COMMANDS.has(alert.kind) ? asCommand(alert) : quote(alert))),
  understood: (markdown, path) =>
    rewriteAlerts(asSections(linkFromRoot(markdown, path, builtFile)), (alert) =>
      COMMANDS.has(alert.kind) ? asAlert(alert) : quote(alert),
    ),
  builtFile,
  async build({ work, out }) {
    await writeFile(join(work, "kettle.h"), "/** @file */\n/** Warms water. */\nint boil(int degrees);\n");
    await writeFile(join(work, "Doxyfile"), `${CONFIGURATION}OUTPUT_DIRECTORY = ${out}\nHTML_OUTPUT = .\n`);
    await runTool({ command: "doxygen", args: ["Doxyfile"], cwd: work });
  },
};

/** Sections begin at the level of the page's title again; a picture's text is its caption. */
function asSections(markdown: string): string {
  return mapProse(markdown, (line) => line.replace(/^##/, "#").replace(/!\[[^\]]*\]/, "![]"));
}

/** It looks for pictures by their names alone. */
function withBareImages(markdown: string): string {
  return mapProse(markdown, (line) => line.replace(/(!\[[^\]]*\]\()[^)\s]*\//, "$1"));
}

const titled = ({ title, body }: Alert): readonly string[] => [
  ...(title === undefined ? [] : [`**${title}**`]),
  ...body,
];

const asCommand = (alert: Alert): readonly string[] => [
  `\\${alert.kind}`,
  "\\parblock",
  ...titled(alert),
  "\\endparblock",
];

const asAlert = (alert: Alert): readonly string[] => [
  `> [!${alert.kind.toUpperCase()}]`,
  ...titled(alert).map((line) => `> ${line}`),
];
