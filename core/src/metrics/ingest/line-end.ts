const lineFeed = 10;
const quote = 34;
const comma = 44;
const equals = 61;
const backslash = 92;
const space = 32;
const carriageReturn = 13;

/** Longer lines are refused. */
export const longestLine = 1 << 20;

/**
 * Where a line ends: at its line feed, or at the end of the last data. A line feed inside a quoted string does not count, if the string
 * is closed. Returns -1 when that cannot be said before more data have come.
 */
export function findLineEnd(bytes: Uint8Array, from: number, isLast: boolean): number {
  let at = from;
  let hasQuote = false;
  const size = bytes.length;
  for (; at < size && bytes[at] !== lineFeed; at++) if (bytes[at] === quote) hasQuote = true;
  if (at === size) return isLast ? size : -1;
  if (!hasQuote) return at;
  return endOfQuotedLine(bytes, from, at, isLast);
}

function endOfQuotedLine(bytes: Uint8Array, from: number, firstFeed: number, isLast: boolean): number {
  const limit = Math.min(bytes.length, from + longestLine);
  let at = from;
  for (;;) {
    // Up to the next line feed that is not inside a string.
    let open = -1;
    for (; at < limit; at++) {
      const byte = bytes[at]!;
      if (open < 0) {
        if (byte === lineFeed) return at;
        if (byte === quote && bytes[at - 1] === equals) open = at;
      } else if (byte === backslash) at++;
      else if (byte === quote) break;
    }
    if (at >= limit) {
      const canClose = limit < from + longestLine && !isLast;
      if (open < 0) return isLast ? bytes.length : -1;
      return canClose ? -1 : firstFeedBehind(bytes, open, firstFeed);
    }
    // The second quote of the string. One behind `=` would begin another string, so the first was never closed.
    if (at + 1 === bytes.length && !isLast) return -1;
    if (!closes(bytes, at)) return firstFeedBehind(bytes, open, firstFeed);
    at++;
  }
}

function closes(bytes: Uint8Array, at: number): boolean {
  if (bytes[at - 1] === equals) return false;
  const next = bytes[at + 1];
  return next === undefined || next === space || next === comma || next === lineFeed || next === carriageReturn;
}

function firstFeedBehind(bytes: Uint8Array, open: number, firstFeed: number): number {
  if (open < firstFeed) return firstFeed;
  const feed = bytes.indexOf(lineFeed, open);
  return feed < 0 ? bytes.length : feed;
}
