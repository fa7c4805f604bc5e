import type { Content, Example } from "./api-model.ts";
import { codeBlock, codeSpan, inlineText } from "./markdown-text.ts";

const MAX_EXAMPLES = 50;
const MAX_EXAMPLE_LENGTH = 200_000;

/** Every example that the document gives, each as a block under a line that says of what it is one. */
export function exampleBlocks(content: readonly Content[], what: string): string[] {
  const seen = new Set<string>();
  return content.flatMap(({ mediaType, examples }) =>
    examples.slice(0, MAX_EXAMPLES).flatMap((example) => {
      const shown = show(example.value, mediaType);
      if (shown === undefined || seen.has(shown)) return [];
      seen.add(shown);
      return [`${title(example, what, mediaType)}\n\n${shown}`];
    }),
  );
}

function title({ name, description }: Example, what: string, mediaType: string): string {
  const said = [codeSpan(name), inlineText(description)].filter((part) => part !== "").join(": ");
  return `Example of ${what} (${codeSpan(mediaType)})${said === "" ? "" : `, ${said}`}:`;
}

function show(value: unknown, mediaType: string): string | undefined {
  if (typeof value === "string" && !/json/i.test(mediaType)) return codeBlock(bounded(value), languageOf(mediaType));
  const text = typeof value === "string" ? asJson(value) : JSON.stringify(value, undefined, 2);
  return text === undefined ? undefined : codeBlock(bounded(text), "json");
}

/** Examples of JSON are often given as the text of it. */
function asJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

const bounded = (text: string): string =>
  text.length > MAX_EXAMPLE_LENGTH ? `${text.slice(0, MAX_EXAMPLE_LENGTH)}\n…` : text;

function languageOf(mediaType: string): string {
  const name = /(?:^|[/+.-])(xml|html|csv|yaml|javascript|graphql)\b/i.exec(mediaType)?.[1];
  return name?.toLowerCase() ?? "";
}
