import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedEnv, parseEnvFile } from '../../src/kernel/config/env-file.js';

const parse = (text: string, existing: Record<string, string> = {}) => parseEnvFile(text, existing);

describe('.env', () => {
  it('holds names and values, plain or in quotes', () => {
    const text = [
      '# a comment',
      '',
      'PLAIN=value with blanks  ',
      'export EXPORTED = x',
      `SINGLE='a $HOME \\n "b" #c'   # comment`,
      'DOUBLE="line\\nbreak \\"quoted\\" \\$5 back\\\\slash"',
      'HASH=a#b # comment',
      'EMPTY=',
      'KEY="lXm9l0Cl8Q3ffs4DfrvZyEvbL83+2bgxOuvaoKFDKZ8="',
      'MANY="first',
      'second"',
    ].join('\n');
    expect(parse(text)).toEqual({
      PLAIN: 'value with blanks',
      EXPORTED: 'x',
      SINGLE: 'a $HOME \\n "b" #c',
      DOUBLE: 'line\nbreak "quoted" $5 back\\slash',
      HASH: 'a#b',
      EMPTY: '',
      KEY: 'lXm9l0Cl8Q3ffs4DfrvZyEvbL83+2bgxOuvaoKFDKZ8=',
      MANY: 'first\nsecond',
    });
  });

  it('expands names outside of single quotes, from the surroundings or from lines above', () => {
    const text = 'A=1\nB="$A-${A}"\nC=$B$X\nD=\'$A\'\nE=\\$A\nF=${NOSUCH}.';
    expect(parse(text, { X: '!' })).toEqual({ A: '1', B: '1-1', C: '1-1!', D: '$A', E: '$A', F: '.' });
  });

  it('does not override what is set already', () => {
    expect(mergedEnv('A=file\nB=$A\nC=file', { A: 'outside', U: undefined })).toEqual({
      A: 'outside',
      B: 'outside',
      C: 'file',
    });
  });

  it('reads files with carriage returns and a byte order mark', () => {
    expect(parse('\uFEFFA=1\r\nB="x"\r\n')).toEqual({ A: '1', B: 'x' });
  });

  it.each([
    ['this is no assignment hunter2', 'line 1: expected NAME=value'],
    ['A=1\n\nB="never hunter2', 'line 3: a quote that is never closed'],
    [`A='x' hunter2`, 'line 1: text after the closing quote'],
    ['1A=hunter2', 'line 1: expected NAME=value'],
  ])('refuses %j, naming the line but not its text', (text, message) => {
    expect(() => parse(text)).toThrow(message);
    try {
      parse(text);
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });

  const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);

  it('gives back every text in single quotes', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !/['\r]/.test(text));
    fc.assert(
      fc.property(name, value, (key, text) => {
        expect(parse(`${key}='${text}'`)).toEqual({ [key]: text });
      }),
    );
  });

  it('gives back every text in double quotes, escaped', () => {
    const value = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\r'));
    fc.assert(
      fc.property(name, value, (key, text) => {
        expect(parse(`${key}="${text.replace(/[\\"$]/g, '\\$&')}"`)).toEqual({ [key]: text });
      }),
    );
  });

  it('reads any bytes or refuses them, and always ends', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('A=', '"', "'", '\n', '\\', '$', '${', '#', 'export '),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          parse(pieces.join(''));
        } catch (error) {
          expect(error).toMatchObject({ code: 'CC_INVALID_INPUT' });
        }
      }),
      { numRuns: 1000 },
    );
  });
});
