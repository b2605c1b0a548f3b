const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * The offset at which a text stops being JSON; its length when something is missing at the end, `undefined` when it is JSON.
 * The engine's own message is of no use: it quotes the text, which may hold secrets, and often leaves out the place.
 */
export function jsonMistakeAt(text: string): number | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return false;
    at += found[0].length;
    return true;
  };
  const take = (mark: string): boolean => {
    skip(SPACE);
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  // What is open: the mark that closes it.
  const open: ('}' | ']')[] = [];
  const beginsValue = (): boolean => {
    skip(SPACE);
    if (take('{')) {
      if (take('}')) return endsValue();
      open.push('}');
      return key();
    }
    if (take('[')) {
      if (take(']')) return endsValue();
      open.push(']');
      return true;
    }
    return (skip(STRING) || skip(NUMBER) || skip(WORD)) && endsValue();
  };
  const key = (): boolean => {
    skip(SPACE);
    return skip(STRING) && take(':');
  };
  let complete = false;
  /** After a value: closes what closes here, and goes on behind a comma. */
  const endsValue = (): boolean => {
    for (let close = open.at(-1); close !== undefined; close = open.at(-1)) {
      if (take(',')) return close === ']' || key();
      if (!take(close)) return false;
      open.pop();
    }
    complete = true;
    return true;
  };
  while (!complete) if (!beginsValue()) return at;
  skip(SPACE);
  return at === text.length ? undefined : at;
}
