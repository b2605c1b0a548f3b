import { InvalidInputError } from '../../errors/errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a `.env` file: `NAME=value` lines, `export` in front allowed, `#` comments, values plain, in single quotes (literal) or in
 * double quotes (`\n`, `\r`, `\t`, `\"`, `\\`, `\$`; may span lines). `$NAME` and `${NAME}` are replaced except in single quotes, by
 * what the surroundings or an earlier line say. An existing variable is not overridden.
 * @returns what the file sets, expanded
 */
export function parseEnvFile(text: string, existing: Environment, file = '.env'): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const lookUp = (name: string): string => existing[name] ?? found.get(name) ?? '';
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const empty = /^(?:[ \t]*(?:#[^\n]*)?)(?:\n|$)/.exec(rest);
    if (empty) {
      at += Math.max(empty[0].length, 1);
      continue;
    }
    const name = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*[=:][ \t]*/.exec(rest);
    if (!name?.[1]) throw mistake(file, source, at, 'expected NAME=value');
    at += name[0].length;
    const value = readValue(source, at, lookUp, file);
    found.set(name[1], value.text);
    at = value.end;
  }
  return Object.fromEntries(found);
}

/** The environment that the server sees: the file fills in what is not set already. */
export function mergedEnv(text: string, existing: Environment, file?: string): Environment {
  return { ...parseEnvFile(text, existing, file), ...definedOnly(existing) };
}

function definedOnly(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined));
}

type LookUp = (name: string) => string;

function readValue(source: string, at: number, lookUp: LookUp, file: string): { text: string; end: number } {
  const quote = source[at];
  if (quote !== '"' && quote !== "'") {
    const end = endOfLine(source, at);
    // A comment begins with a # after a blank: a # inside a word belongs to the value.
    const raw = source
      .slice(at, end)
      .replace(/(^|[ \t])#.*$/, '')
      .trim();
    return { text: expand(raw, lookUp), end: end + 1 };
  }
  const close = closingQuote(source, at, quote);
  if (close < 0) throw mistake(file, source, at, 'a quote that is never closed');
  const inner = source.slice(at + 1, close);
  const end = endOfLine(source, close);
  if (!/^[ \t]*(#.*)?$/.test(source.slice(close + 1, end)))
    throw mistake(file, source, close, 'text after the closing quote');
  return { text: quote === "'" ? inner : expand(inner, lookUp, true), end: end + 1 };
}

function closingQuote(source: string, at: number, quote: string): number {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === quote) return i;
    if (quote === '"' && source[i] === '\\') i++;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

function expand(raw: string, lookUp: LookUp, escapes = false): string {
  return raw.replace(
    /\\([\s\S])|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$([A-Za-z_][A-Za-z0-9_]*)/g,
    (whole: string, escaped: string | undefined, braced: string | undefined, plain: string | undefined) => {
      if (escaped === undefined) return lookUp(braced ?? plain ?? '');
      if (escapes) return ESCAPES[escaped] ?? whole;
      return escaped === '$' ? '$' : whole;
    },
  );
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

/** Names the line, never its text: it may be a password on the wrong line. */
function mistake(file: string, source: string, at: number, what: string): InvalidInputError {
  return new InvalidInputError(`${file}, line ${source.slice(0, at).split('\n').length}: ${what}`);
}
