import type { Entry } from "./entry.ts";

/** Each worker process has to be given cookies of its own, and may be by another one's turn: enough for many of them. */
const MAX_COOKIE_TRIES = 30;

/** The entries of a circle of redirects that the entry's own one has closed; none where it leads on. */
export function circleAt(entry: Entry, entryOf: (key: string) => Entry | undefined): readonly Entry[] {
  const circle: Entry[] = [entry];
  for (let at = step(entry, entryOf); at !== undefined && !circle.includes(at); at = step(at, entryOf)) {
    circle.push(at);
  }
  const last = circle.at(-1);
  return last !== undefined && step(last, entryOf) === entry ? circle : [];
}

function step({ redirectTo }: Entry, entryOf: (key: string) => Entry | undefined): Entry | undefined {
  const next = redirectTo === undefined ? undefined : entryOf(redirectTo);
  return next?.state === "done" ? next : undefined;
}

/**
 * Whether a circle may end once its site is sent the cookies that it sets there. Elsewhere cookies are neither needed
 * nor wanted: with them a page could depend on which others were asked for before it.
 */
export function opensWithCookies(circle: readonly Entry[]): boolean {
  // What a page is drawn from is read in that page's place, and the page does not wait for a second time.
  const isAskedAgain = circle.every(({ kind, cookieTries = 0 }) => kind !== "api" && cookieTries < MAX_COOKIE_TRIES);
  return isAskedAgain && circle.some(({ setsCookies }) => setsCookies === true);
}
