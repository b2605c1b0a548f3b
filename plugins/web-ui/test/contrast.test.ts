import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../app/src/design/tokens.css', import.meta.url), 'utf8');

/** Tokens of the first block after the selector. */
function tokens(selector: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(selector)).split('}')[0] ?? '';
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', color = '']) => [name, color]),
  );
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['--surface', '--surface-raised', '--surface-hover'];
const onSurfaces = (names: readonly string[]) =>
  names.flatMap((name) => surfaces.map((surface) => [name, surface] as const));
const tones = ['good', 'warning', 'bad', 'info', 'neutral'];
const texts = [
  ...onSurfaces(['--text', '--text-muted', '--accent', '--accent-strong', '--bad-text', '--warning-text']),
  ...tones.map((tone) => [`--${tone}-text`, `--${tone}-soft`] as const),
  ['--on-accent', '--accent'],
  ['--text', '--accent-soft'],
  ['--text-muted', '--surface-sunken'],
] as const;
const shapes = [
  ...onSurfaces(['--focus', '--border-strong', ...tones.map((tone) => `--${tone}-mark`)]),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((at) => [`--series-${at}`, '--surface-raised'] as const),
  ...['normal', 'caution', 'alert'].map((limit) => [`--plot-threshold-${limit}`, '--surface-raised'] as const),
];

describe.each([
  ['light', ':root {'],
  ['dark', ":root[data-theme='dark'] {"],
])('the %s theme', (_, selector) => {
  const values = tokens(selector);
  const tooLow = (pairs: readonly (readonly [string, string])[], wanted: number) =>
    pairs
      .map(([one, other]) => ({ one, other, ratio: contrast(values.get(one) ?? '', values.get(other) ?? '') }))
      .filter(({ ratio }) => !(ratio >= wanted));

  it('lets texts be read (4.5 : 1)', () => expect(tooLow(texts, 4.5)).toEqual([]));
  it('lets shapes be seen (3 : 1)', () => expect(tooLow(shapes, 3)).toEqual([]));
});
