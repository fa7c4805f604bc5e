import { scriptText, type Survey } from "./survey-page.ts";

/** Which delimiters in running text the page's own script turns into formulas, beside `\(…\)`, `\[…\]` and `$$…$$`. */
export interface MathDelimiters {
  readonly hasSingleDollar: boolean;
}

const SOURCE = /mathjax|auto-render|(?:^|\/)tex-(?:mml-)?(?:chtml|svg)/i;
const CALL = /MathJax|renderMathInElement/;
/** `inlineMath: [["$", "$"], …]`, `{'[+]': [['$', '$']]}`, `{left: "$", right: "$"}`: the dollar as a string of its own. */
const SINGLE_DOLLAR = /(?:inlineMath\b[^;]{0,200}?\[|\bleft["']?\s*:)\s*["']\$["']\s*,/;

/** Undefined where the page loads no such script: then the delimiters are text like any other. */
export function findMathDelimiters({ scripts }: Survey): MathDelimiters | undefined {
  let isLoaded = false;
  let hasSingleDollar = false;
  for (const script of scripts) {
    const source = script.attribs["src"];
    if (source !== undefined) isLoaded ||= SOURCE.test(source);
    else {
      const text = scriptText(script);
      if (!CALL.test(text)) continue;
      isLoaded = true;
      hasSingleDollar ||= SINGLE_DOLLAR.test(text);
    }
  }
  return isLoaded ? { hasSingleDollar } : undefined;
}
