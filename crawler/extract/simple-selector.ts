import type { Element } from "domhandler";

/**
 * Selectors without combinators (`tag.class#id[attr^=value]`), compiled for a walk that asks at every element.
 * css-select would try each of a list on each element; here an element meets only those of its tag, id or classes.
 */
export type ElementTest = (element: Element) => boolean;

interface Compound {
  readonly tag: string | undefined;
  readonly id: string | undefined;
  readonly classes: readonly string[];
  readonly attributes: readonly AttributeTest[];
}

interface AttributeTest {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

const MEMO_SIZE = 2000;

export function compileSelectors(selectors: readonly string[]): ElementTest {
  const byClass = new Map<string, Compound[]>();
  const byId = new Map<string, Compound[]>();
  const byTag = new Map<string, Compound[]>();
  const loose: Compound[] = [];
  for (const selector of selectors) {
    const compound = parseCompound(selector);
    const [className] = compound.classes;
    if (className !== undefined) append(byClass, className, compound);
    else if (compound.id !== undefined) append(byId, compound.id, compound);
    else if (compound.tag !== undefined) append(byTag, compound.tag, compound);
    else loose.push(compound);
  }
  const candidates = memoizedByClassList(byClass);
  return (element) => {
    const { name, attribs } = element;
    if (byTag.size > 0 && anyMatches(byTag.get(name), element)) return true;
    if (byId.size > 0 && attribs["id"] !== undefined && anyMatches(byId.get(attribs["id"]), element)) return true;
    if (byClass.size > 0 && attribs["class"] !== undefined && anyMatches(candidates(attribs["class"]), element)) {
      return true;
    }
    return loose.length > 0 && anyMatches(loose, element);
  };
}

/** Compounds all of whose classes are in the list. */
function memoizedByClassList(byClass: ReadonlyMap<string, Compound[]>): (list: string) => Compound[] {
  const memo = new Map<string, Compound[]>();
  return (list) => {
    const known = memo.get(list);
    if (known !== undefined) return known;
    const tokens = new Set(list.split(/\s+/));
    const found = [...tokens]
      .flatMap((token) => byClass.get(token) ?? [])
      .filter((compound) => compound.classes.every((token) => tokens.has(token)));
    if (memo.size >= MEMO_SIZE) memo.clear();
    if (list.length < 512) memo.set(list, found);
    return found;
  };
}

function append(map: Map<string, Compound[]>, key: string, compound: Compound): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [compound]);
  else list.push(compound);
}

function anyMatches(compounds: readonly Compound[] | undefined, element: Element): boolean {
  if (compounds === undefined) return false;
  for (const compound of compounds) if (matches(compound, element)) return true;
  return false;
}

/** Whether all but the classes match: the candidates of a class list have them. */
function matches(compound: Compound, { name, attribs }: Element): boolean {
  if (compound.tag !== undefined && compound.tag !== name) return false;
  if (compound.id !== undefined && compound.id !== attribs["id"]) return false;
  for (const test of compound.attributes) if (!attributeMatches(test, attribs[test.name])) return false;
  return true;
}

function attributeMatches(test: AttributeTest, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  switch (test.operator) {
    case "":
      return true;
    case "=":
      return actual === test.value;
    case "^=":
      return actual.startsWith(test.value);
    case "$=":
      return actual.endsWith(test.value);
    case "*=":
      return actual.includes(test.value);
    default:
      throw new Error(`attribute operator ${test.operator} is not known`);
  }
}

const PIECE = /^(?:\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:([\^$*]?=)"?([^\]"]*)"?)?\])/;

function parseCompound(selector: string): Compound {
  const tag = /^[a-z][\w-]*/.exec(selector)?.[0];
  const classes: string[] = [];
  const attributes: AttributeTest[] = [];
  let id: string | undefined;
  let rest = selector.slice(tag?.length ?? 0);
  while (rest !== "") {
    const piece = PIECE.exec(rest);
    if (piece === null) throw new Error(`"${selector}" is not a selector without combinators`);
    if (piece[1] !== undefined) classes.push(piece[1]);
    else if (piece[2] !== undefined) id = piece[2];
    else attributes.push({ name: piece[3] ?? "", operator: piece[4] ?? "", value: piece[5] ?? "" });
    rest = rest.slice(piece[0].length);
  }
  return { tag, id, classes, attributes };
}
