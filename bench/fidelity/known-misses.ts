const NO_BREAK_SPACE = "a no-break space becomes a blank: a text with it is not found by those who search for it";

/** Examples of the CommonMark specification that do not come back as they were, by number, and why it is so. */
export const KNOWN_MISSES: ReadonlyMap<number, string> = new Map([
  [25, NO_BREAK_SPACE],
  [79, "headings without text are left out: they head nothing, and in pages they are places for scripts"],
  [196, "a link's title is written in one line"],
  [217, "a link's title that says the same as its text is left out"],
  [333, NO_BREAK_SPACE],
  [334, NO_BREAK_SPACE],
  [353, NO_BREAK_SPACE],
]);

/** The same for what GFM adds. */
export const KNOWN_GFM_MISSES: ReadonlyMap<number, string> = new Map([
  [631, "an underscore after what could be an e-mail address is escaped, and the address before it becomes a link"],
]);
