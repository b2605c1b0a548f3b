const show = (value) => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)} …` : text;
};

/**
 * The places where two JSON values differ. Numbers may be apart by a millionth of their size. Kinds: `hundredth` (numbers that are
 * rounded to two decimals and are one apart), `padded` (a list that only has more nulls in front now), `other`.
 * @param recorded what the original gave
 * @param now what this program gave
 */
export function differences(recorded, now) {
  const found = [];
  compare(recorded, now, '', found);
  return found;
}

function compare(recorded, now, place, found) {
  const differ = (kind) => found.push({ place, kind, text: `recorded ${show(recorded)}, now ${show(now)}` });
  if (typeof recorded === 'number' && typeof now === 'number') {
    const apart = Math.abs(recorded - now);
    if (apart > 1e-6 * Math.max(1, Math.abs(recorded))) differ(apart < 0.0101 ? 'hundredth' : 'other');
  } else if (recorded === null || now === null || typeof recorded !== 'object' || typeof now !== 'object') {
    if (recorded !== now) differ('other');
  } else if (Array.isArray(recorded) !== Array.isArray(now)) {
    differ('other');
  } else if (Array.isArray(recorded) && recorded.length !== now.length) {
    const more = now.length - recorded.length;
    const isPadding = more > 0 && now.slice(0, more).every((item) => item === null);
    differ(isPadding && differences(recorded, now.slice(more)).length === 0 ? 'padded' : 'other');
  } else {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)])) {
      compare(recorded[key], now[key], `${place}.${key}`, found);
    }
  }
}
