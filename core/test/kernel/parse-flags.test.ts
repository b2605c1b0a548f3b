import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAGS } from '../../src/kernel/cli/flag-table.js';
import { parseFlags, usage } from '../../src/kernel/cli/parse-flags.js';

function flagsOf(...words: string[]) {
  const parsed = parseFlags(words);
  if (parsed.outcome !== 'flags') throw new Error(JSON.stringify(parsed));
  return parsed.flags;
}

describe('flags', () => {
  it.each([
    [['-add-user', 'a:b:c']],
    [['--add-user', 'a:b:c']],
    [['-add-user=a:b:c']],
    [['--add-user=a:b:c']],
    [['-add-user', 'x', '-add-user', 'a:b:c']],
  ])('take a value as %j', (words) => expect(flagsOf(...words).textOf('add-user')).toBe('a:b:c'));

  it('take a value that looks like a flag, is empty, or holds an equals sign', () => {
    expect(flagsOf('-jwt', '-server').textOf('jwt')).toBe('-server');
    expect(flagsOf('-jwt', '').textOf('jwt')).toBe('');
    expect(flagsOf('-jwt=').textOf('jwt')).toBe('');
    expect(flagsOf('-jwt=a=b').textOf('jwt')).toBe('a=b');
  });

  it.each([
    ['-server', true],
    ['--server', true],
    ['-server=true', true],
    ['-server=1', true],
    ['-server=false', false],
    ['-server=F', false],
  ])('switch: %s', (word, on) => expect(flagsOf(word).has('server')).toBe(on));

  it('end at the first other word', () => {
    const flags = flagsOf('-dev', 'word', '-server');
    expect([flags.has('dev'), flags.has('server'), flags.rest]).toEqual([true, false, ['word', '-server']]);
    expect(flagsOf('--', '-server').rest).toEqual(['-server']);
    expect(flagsOf('-', '-server').rest).toEqual(['-', '-server']);
  });

  it.each([
    [['-nosuch'], 'unknown flag: -nosuch'],
    [['-add-user'], 'flag needs a value: -add-user'],
    [['-version=maybe'], '-version is a switch: "maybe" is neither true nor false'],
    [['---server'], 'bad flag syntax: ---server'],
    [['-=x'], 'bad flag syntax: -=x'],
    [['-constructor'], 'unknown flag: -constructor'],
  ])('are refused: %j', (words, reason) => expect(parseFlags(words)).toEqual({ outcome: 'wrong', reason }));

  it.each(['-h', '-help', '--help'])('%s asks for help, which lists every flag', (word) => {
    expect(parseFlags([word])).toEqual({ outcome: 'help' });
    for (const name of Object.keys(FLAGS)) expect(usage('cc-kernel')).toMatch(new RegExp(`^  -${name}( |$)`, 'm'));
  });

  it('survive any words', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('-server', '-jwt', '-', '--', '-jwt=', '-config'));
    fc.assert(fc.property(fc.array(word), (words) => ['flags', 'help', 'wrong'].includes(parseFlags(words).outcome)));
  });
});
