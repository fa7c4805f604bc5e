import { isTag } from "domhandler";
import { compileSelectors, type ElementTest } from "./simple-selector.ts";

const compiled = new Map<string, ElementTest>();

/**
 * Test for a profile's selector: compounds with a blank (somewhere inside) or `>` (directly inside) between them, or
 * several such with commas. Made to be asked at each element of a survey, where a general engine would walk the document again.
 */
export function selectorTest(selector: string): ElementTest {
  let test = compiled.get(selector);
  if (test === undefined) {
    const paths = selector.split(", ").map(compilePath);
    test = (element) => paths.some((path) => path(element));
    compiled.set(selector, test);
  }
  return test;
}

function compilePath(selector: string): ElementTest {
  const [first = "", ...pieces] = selector.split(" ");
  let test = compileSelectors([first]);
  let isDirect = false;
  for (const piece of pieces) {
    if (piece !== ">") test = isDirect ? directlyInside(test, piece) : inside(test, piece);
    isDirect = piece === ">";
  }
  return test;
}

function directlyInside(outer: ElementTest, piece: string): ElementTest {
  const own = compileSelectors([piece]);
  return (element) => own(element) && element.parent !== null && isTag(element.parent) && outer(element.parent);
}

function inside(outer: ElementTest, piece: string): ElementTest {
  const own = compileSelectors([piece]);
  return (element) => {
    if (!own(element)) return false;
    let { parent } = element;
    while (parent !== null && isTag(parent) && !outer(parent)) parent = parent.parent;
    return parent !== null && isTag(parent);
  };
}
