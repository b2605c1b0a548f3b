import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeRedirect } from '../src/pages/safe-redirect.js';

describe('where to go after login', () => {
  it.each([
    [undefined, '/'],
    ['', '/'],
    ['/monitoring/jobs/?state=running', '/monitoring/jobs/?state=running'],
    ['monitoring/jobs/', '/monitoring/jobs/'],
    ['/../x', '/x'],
    ['/a//b/./c', '/a/b/c'],
    ['/x?y=z#f', '/x?y=z#f'],
    ['?a=b', '/?a=b'],
    ['/login', '/login'],
    ['/x?next=https://other.example/', '/x?next=https://other.example/'],
    ['/x%20y', '/x%20y'],
  ])('%j leads to %j', (wanted, target) => {
    expect(safeRedirect(wanted)).toBe(target);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    '/\tx',
    '/\n/evil.example',
    '%zz',
    '/x\r\nSet-Cookie: a=b',
    '\u0000//evil.example',
  ])('%j is refused', (wanted) => {
    expect(safeRedirect(wanted)).toBe('/');
  });

  it('is always a path of this server, as a browser reads it', () => {
    const nasty = fc
      .array(
        fc.constantFrom(
          '/',
          '\\',
          '.',
          '..',
          ':',
          '?',
          '#',
          '@',
          '%2f',
          '%5c',
          '%09',
          'evil.example',
          'http',
          '\t',
          'a',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' }), fc.webUrl()), (wanted) => {
        const target = safeRedirect(wanted);
        expect(target.startsWith('/')).toBe(true);
        expect(new URL(target, 'https://site.example/login').origin).toBe('https://site.example');
        expect(safeRedirect(target)).toBe(target);
      }),
      { numRuns: 1000 },
    );
  });
});
