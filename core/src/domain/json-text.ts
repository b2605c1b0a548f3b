const risky = /[<>&\u2028\u2029]/g;

/**
 * `JSON.stringify`, with the characters escaped that could end a script element or a line of JavaScript.
 * They can only stand inside strings, so the text stays the same document.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return (text ?? 'null').replace(risky, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
