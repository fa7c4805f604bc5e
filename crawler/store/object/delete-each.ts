const deletionsUnderWay = 32;

/** For services whose SDK deletes one object a request. */
export async function deleteEach(keys: readonly string[], remove: (key: string) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < keys.length; start += deletionsUnderWay) {
    await Promise.all(keys.slice(start, start + deletionsUnderWay).map((key) => remove(key)));
  }
}
