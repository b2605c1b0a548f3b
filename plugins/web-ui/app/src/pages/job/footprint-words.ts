import type { JudgedFootprint } from '../../footprint/judge-footprint.js';

/** The sentence about a value without its begin, where name and value stand beside it anyway. */
export function footprintWords({ name, stat, text, sentence }: JudgedFootprint): string {
  const begin = `${name} (${stat}) is ${text}`;
  if (!sentence.startsWith(begin)) return sentence;
  const rest = sentence.slice(begin.length).replace(/^[:;.]\s*/, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** What to say when no rule found anything. */
export function noFindingText(footprint: readonly JudgedFootprint[], isShort: boolean): string {
  if (isShort) return 'The job is too short to say much about it.';
  const low = footprint.filter(({ level }) => level === 'alert' || level === 'caution').length;
  if (low === 0) return 'Nothing stands out.';
  return `No clear problem was found, but ${low === 1 ? 'one value is' : `${low} values are`} not as expected:`;
}
