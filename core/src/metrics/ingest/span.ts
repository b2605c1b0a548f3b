/** A part of a line; absent when `to` is negative. */
export interface Span {
  from: number;
  to: number;
}

export function isText(line: Buffer, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (line[from + at] !== text.charCodeAt(at)) return false;
  return true;
}

export function isSpan(line: Buffer, { from, to }: Span, text: string): boolean {
  return to < 0 ? text === '' : isText(line, from, to, text);
}

export function spanText(line: Buffer, { from, to }: Span): string {
  return to < 0 ? '' : textOf(line, from, to);
}

export function textOf(line: Buffer, from: number, to: number): string {
  return line.toString('latin1', from, to);
}
