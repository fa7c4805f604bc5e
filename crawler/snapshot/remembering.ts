/** The same pure function with its last answers kept, at most `most` of them; a key that was answered `undefined` too. */
export function remembering<Out>(answer: (key: string) => Out, most: number): (key: string) => Out {
  const known = new Map<string, Out>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as Out;
    if (known.size >= most) known.clear();
    const made = answer(key);
    known.set(key, made);
    return made;
  };
}
