/**
 * What one part of the replay found: how many things were compared, and those that came out otherwise.
 * A difference has a name that `explained.json` can refer to, and a text that shows both sides.
 */
export class Comparison {
  compared = 0;
  differences = [];

  constructor(part) {
    this.part = part;
  }

  /** Counts one thing; `found` says what differs, nothing when it agrees. */
  count(name, found) {
    this.compared++;
    if (found) this.differences.push({ name, text: found });
  }
}

const show = (value) => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)} …` : text;
};

/**
 * The first few places where two JSON values differ, or nothing. Numbers may be apart by a millionth of their size.
 * @param recorded what the original gave
 * @param now what this program gave
 */
export function differenceOf(recorded, now) {
  const places = [];
  compare(recorded, now, '', places);
  return places.slice(0, 4).join('\n') || undefined;
}

function compare(recorded, now, place, places) {
  if (places.length >= 4) return;
  const differ = (a, b) => places.push(`${place || '.'}: recorded ${show(a)}, now ${show(b)}`);
  if (typeof recorded === 'number' && typeof now === 'number') {
    if (Math.abs(recorded - now) > 1e-6 * Math.max(1, Math.abs(recorded))) differ(recorded, now);
  } else if (recorded === null || now === null || typeof recorded !== 'object' || typeof now !== 'object') {
    if (recorded !== now) differ(recorded, now);
  } else if (Array.isArray(recorded) !== Array.isArray(now) || recorded.length !== now.length) {
    differ(recorded, now);
  } else {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
      compare(recorded[key], now[key], `${place}.${key}`, places);
    }
  }
}
