import { type Item, ITEM_KINDS, type ItemKind } from "./outline.ts";

export interface Tally {
  /** In the source, and held by the built HTML. */
  expected: number;
  /** Of these, in the Markdown. */
  found: number;
  /** In the Markdown. */
  written: number;
  /** Of these, in the source. */
  right: number;
  /** In the source, but not in the built HTML: counted neither way. */
  excluded: number;
}

export interface PageScore {
  readonly tallies: Readonly<Record<ItemKind, Tally>>;
  readonly missing: readonly Item[];
  readonly surplus: readonly Item[];
  readonly excluded: readonly Item[];
}

/**
 * Compares what a page's source holds with what its Markdown holds, each as a bag: an item counts as often as it comes.
 * @param isHeld whether the built HTML still has the item; what it has not is asked of nobody
 */
export function scorePage(
  source: readonly Item[],
  written: readonly Item[],
  isHeld: (item: Item) => boolean,
): PageScore {
  const left = [...written];
  const matched: Item[] = [];
  const missing: Item[] = [];
  const excluded: Item[] = [];
  const tallies = emptyTallies();
  for (const item of source) {
    const at = findSame(item, left, isHeld);
    if (at >= 0) {
      matched.push(...left.splice(at, 1));
      count(tallies[item.kind], { expected: 1, found: 1, right: 1 });
    } else if (isHeld(item)) {
      missing.push(item);
      count(tallies[item.kind], { expected: 1 });
    } else {
      excluded.push(item);
      forgive(item, left);
      count(tallies[item.kind], { excluded: 1 });
    }
  }
  for (const { kind } of [...left, ...matched]) count(tallies[kind], { written: 1 });
  return { tallies, missing, surplus: left, excluded };
}

/** What a generator changed is not to be blamed on who wrote down what it says instead. */
function forgive({ kind, text }: Item, left: Item[]): void {
  const whole = bare(text);
  const at = left.findIndex((other) => other.kind === kind && beginsAlike(whole, bare(other.text)));
  if (at >= 0) left.splice(at, 1);
}

/** At least half of the longer one, or contained in it as more than half. */
function beginsAlike(one: string, other: string): boolean {
  const half = Math.max(one.length, other.length) / 2;
  if (one.includes(other) && other.length > half) return true;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same > half;
}

const bare = (said: string): string => said.replace(/\s/g, "");

/** Code whose source names no language, or whose page tells none, may have any. */
function findSame(source: Item, written: readonly Item[], isHeld: (item: Item) => boolean): number {
  const same = written.findIndex((other) => isLike(source, other) && source.language === other.language);
  if (same >= 0 || source.kind !== "code") return same;
  if (source.language !== "" && isHeld(source)) return -1;
  return written.findIndex((other) => isLike(source, other));
}

const isLike = (one: Item, other: Item): boolean => one.kind === other.kind && one.key === other.key;

export function emptyTallies(): Record<ItemKind, Tally> {
  const entries = ITEM_KINDS.map((kind) => [kind, { expected: 0, found: 0, written: 0, right: 0, excluded: 0 }]);
  return Object.fromEntries(entries) as Record<ItemKind, Tally>;
}

export function addTallies(sum: Record<ItemKind, Tally>, more: Readonly<Record<ItemKind, Tally>>): void {
  for (const kind of ITEM_KINDS) count(sum[kind], more[kind]);
}

function count(tally: Tally, more: Partial<Tally>): void {
  for (const field of ["expected", "found", "written", "right", "excluded"] as const) tally[field] += more[field] ?? 0;
}

/** Shares of 1; 1 where there is nothing to find or nothing written. */
export function ratesOf({ expected, found, written, right }: Tally): { recall: number; precision: number } {
  return { recall: expected === 0 ? 1 : found / expected, precision: written === 0 ? 1 : right / written };
}
