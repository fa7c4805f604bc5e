import { type Element, isTag } from "domhandler";

const NO_LANGUAGE = new Set([
  "none",
  "text",
  "plaintext",
  "plain",
  "ansi",
  "txt",
  "nohighlight",
  "no-highlight",
  "undefined",
  "null",
  "literal",
  "raw",
  "myst-ansi",
  "ipythontb",
]);
const RENAMED: Readonly<Record<string, string>> = {
  python3: "python",
  py3: "python",
  ipython3: "python",
  ipython: "python",
  pycon3: "pycon",
  doctest: "pycon",
  "c++": "cpp",
  markup: "html",
};
const ATTRIBUTES = ["data-language", "data-lang", "language", "lang"];
const ANCESTORS = 4;
const NAME = "[^\\s`{}:,=\\\\&]{1,40}";
const PREFIXED_CLASS = new RegExp(
  `(?:^|\\s)(?:(?:language|lang)-(${NAME})|(?:(?:highlight-source|highlight)-|brush:\\s?)([\\w+#.-]{1,40}))`,
);
const WHOLE_NAME = new RegExp(`^${NAME}$`);
const FOLLOWING_CLASS = /(?:^|\s)(?:hljs|sourceCode|highlight|makeup)\s+(?:hl-)?([\w+#.-]{1,40})/;
/** Class names that follow `highlight` or `hljs` and say something else. */
const NOT_LANGUAGES = new Set([
  "line-numbers",
  "notranslate",
  "wrapper",
  "copy",
  "code",
  "block",
  "table",
  "numbered",
  "chroma",
  "codeblock",
  "hljs",
  "with-line-numbers",
  "code-block",
  "body",
]);

/** Language that the block or something near it names, as fence info; empty when none is. */
export function codeLanguage(block: Element, text: string, fallback = ""): string {
  const named = namedLanguage(block);
  if (named === undefined) return fallback;
  if (named === "default") return isPythonSession(text) ? "pycon" : hasTokens(block) ? "python" : "";
  const language = RENAMED[named] ?? named;
  return language === "python" && isPythonSession(text) ? "pycon" : language;
}

function namedLanguage(block: Element): string | undefined {
  const own = languageOf(block) ?? languageOfCode(block);
  if (own !== undefined) return normalize(own);
  let element = block.parent;
  for (let steps = 0; steps < ANCESTORS && element !== null && isTag(element); steps += 1) {
    const found = languageOf(element);
    if (found !== undefined) return normalize(found);
    element = element.parent;
  }
  return undefined;
}

/** The code element is the block's child, or deeper where a theme wraps the block once more. */
function languageOfCode(block: Element): string | undefined {
  let element: Element | undefined = block;
  for (let depth = 0; depth < 3 && element !== undefined; depth += 1) {
    element = element.children.find((child): child is Element => isTag(child) && INNER.has(child.name));
    const found = element === undefined ? undefined : languageOf(element);
    if (found !== undefined) return found;
  }
  return undefined;
}

const INNER = new Set(["code", "pre", "div"]);

function languageOf({ name, attribs }: Element): string | undefined {
  for (const attribute of ATTRIBUTES) {
    const value = attribs[attribute];
    // `lang` on anything but code is the language that people speak.
    if (value !== undefined && value !== "" && (attribute !== "lang" || name === "code")) return value;
  }
  const list = attribs["class"];
  if (list === undefined || list.length > 2000) return undefined;
  const prefixed = PREFIXED_CLASS.exec(list);
  const found = prefixed?.[1] ?? prefixed?.[2] ?? FOLLOWING_CLASS.exec(list)?.[1] ?? bareLanguage(name, list);
  return found === undefined || NOT_LANGUAGES.has(found) ? undefined : found;
}

/** TypeDoc and pandoc write the name alone: `<code class="js">`, `<pre class="c">`. */
function bareLanguage(name: string, list: string): string | undefined {
  const token = list.trim().toLowerCase();
  return (name === "code" || name === "pre") && KNOWN_LANGUAGES.has(token) ? token : undefined;
}

/** Of a class that stands alone, only what can hardly mean anything else. */
const KNOWN_LANGUAGES = new Set(
  (
    "bash c c++ cjs clojure cmake console cpp cs csharp css csv dart diff dockerfile elixir elm erlang fortran fsharp go " +
    "graphql groovy haskell hcl html http ini java javascript js json json5 jsonc jsx julia kotlin latex less lua " +
    "makefile markdown matlab md mermaid mjs nginx nix objc ocaml patch perl php powershell proto protobuf ps1 py pycon " +
    "python qml python3 r rb rs rst ruby rust scala scss sh shell sql svelte swift tex toml ts tsx typescript vim vue wasm " +
    "xml yaml yml zig zsh"
  ).split(" "),
);

function normalize(language: string): string {
  const lower = language.trim().toLowerCase();
  if (NO_LANGUAGE.has(lower) || !WHOLE_NAME.test(lower)) return "";
  return lower;
}

function isPythonSession(text: string): boolean {
  return text.startsWith(">>> ");
}

function hasTokens(block: Element): boolean {
  return block.children.some((child) => isTag(child) && child.name === "span" && child.attribs["class"] !== undefined);
}
