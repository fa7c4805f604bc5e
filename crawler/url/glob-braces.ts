/**
 * All spellings that `{a,b}` stands for, nested ones included; braces without a comma are ordinary characters, as in
 * the `/users/{id}` of API references. Undefined when there would be more than `max`.
 */
export function expandBraces(glob: string, max: number): readonly string[] | undefined {
  const open: string[] = [glob];
  const done: string[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = findGroup(next);
    if (group) for (const option of group.options.toReversed()) open.push(group.before + option + group.after);
    else done.push(next);
    if (open.length + done.length > max) return undefined;
  }
  return done;
}

interface Group {
  readonly before: string;
  readonly options: readonly string[];
  readonly after: string;
}

function findGroup(glob: string): Group | undefined {
  for (let start = indexOfUnescaped(glob, "{", 0); start >= 0; start = indexOfUnescaped(glob, "{", start + 1)) {
    const group = readGroup(glob, start);
    if (group) return group;
  }
  return undefined;
}

function readGroup(glob: string, start: number): Group | undefined {
  const options: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start + 1; at < glob.length; at++) {
    const character = glob[at];
    if (character === "\\") at++;
    else if (character === "{") depth++;
    else if (depth > 0 && character === "}") depth--;
    else if (depth === 0 && (character === "," || character === "}")) {
      options.push(glob.slice(from, at));
      from = at + 1;
      if (character === "}")
        return options.length < 2 ? undefined : { before: glob.slice(0, start), options, after: glob.slice(from) };
    }
  }
  return undefined;
}

function indexOfUnescaped(text: string, wanted: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === wanted) return at;
  }
  return -1;
}
