import { FLAGS, isFlagName, type FlagName } from './flag-table.js';

export interface Flags {
  readonly has: (name: FlagName) => boolean;
  /** The value of a flag that takes one; `undefined`: not given. */
  readonly textOf: (name: FlagName) => string | undefined;
  /** Everything from the first word that is no flag. */
  readonly rest: readonly string[];
}

type ParsedFlags =
  | { readonly outcome: 'flags'; readonly flags: Flags }
  | { readonly outcome: 'help' }
  | { readonly outcome: 'wrong'; readonly reason: string };

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/**
 * Reads flags as Go programs do: one dash or two, `-flag value` or `-flag=value`, switches only alone or with `=true|false`;
 * reading ends at `--` or the first word that is no flag. The last of several wins.
 */
export function parseFlags(words: readonly string[]): ParsedFlags {
  const switches = new Map<FlagName, boolean>();
  const texts = new Map<FlagName, string>();
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    const match = /^--?([^=-][^=]*)(?:=([\s\S]*))?$/.exec(word);
    if (!match?.[1]) {
      if (!word.startsWith('-') || word === '-') break;
      return wrong(`bad flag syntax: ${word}`);
    }
    const [, name, given] = match;
    if (!isFlagName(name)) {
      if (name === 'h' || name === 'help') return { outcome: 'help' };
      return wrong(`unknown flag: -${name}`);
    }
    at++;
    if (FLAGS[name].takes === 'nothing') {
      const value = given === undefined || TRUE.includes(given);
      if (!value && !FALSE.includes(given)) return wrong(`-${name} is a switch: "${given}" is neither true nor false`);
      switches.set(name, value);
    } else {
      const value = given ?? words[at++];
      if (value === undefined) return wrong(`flag needs a value: -${name}`);
      texts.set(name, value);
    }
  }
  const flags: Flags = {
    has: (name) => switches.get(name) ?? texts.has(name),
    textOf: (name) => texts.get(name),
    rest: words.slice(at),
  };
  return { outcome: 'flags', flags };
}

function wrong(reason: string): ParsedFlags {
  return { outcome: 'wrong', reason };
}

export function usage(program: string): string {
  const rows = Object.entries<{ takes: string; help: string; default?: string }>(FLAGS).map(([name, row]) => {
    const value = row.takes === 'text' ? ` ${/`([^`]+)`/.exec(row.help)?.[1] ?? 'text'}` : '';
    const standard = row.default === undefined ? '' : ` (default ${row.default})`;
    return `  -${name}${value}\n        ${row.help.replaceAll('`', '')}${standard}`;
  });
  return `Usage of ${program}:\n${rows.join('\n')}\n  plugins [--json]\n        (instead of flags) list the configured plugins and their states\n`;
}
