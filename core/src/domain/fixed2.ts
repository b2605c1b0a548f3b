const zero = 48;
const exactIntegers = 2 ** 53;

/** Two decimals, nearest, ties to even, of the exact binary value: what Go prints with 'f', 2. Slow. */
export function fixed2(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (size >= 1e21) return `${sign}${BigInt(size)}.00`; // toFixed would switch to exponents
  const eighths = (size % 1) * 8; // a tie is an odd number of eighths; toFixed would round it up
  if (eighths % 2 === 1) return `${sign}${Math.floor(size)}.${[12, 38, 62, 88][(eighths - 1) / 2]}`;
  return sign + size.toFixed(2);
}

/** Writes `value` as fixed2 does, or null where it is not finite; returns the next free place. */
export function writeFixed2(value: number, out: Buffer, at: number): number {
  if (!Number.isFinite(value)) return out.writeUInt32BE(0x6e756c6c, at); // null
  const size = Math.abs(value);
  if (size >= exactIntegers) return at + out.write(fixed2(value), at, 'latin1');
  let whole = Math.floor(size);
  const part = size - whole; // exact
  const scaled = part * 100; // off by less than 1e-14
  let cents = Math.floor(scaled);
  const rest = scaled - cents;
  if (Math.abs(rest - 0.5) < 1e-12) return at + out.write(fixed2(value), at, 'latin1'); // let the slow one decide
  if (rest > 0.5) cents++;
  if (cents === 100) {
    cents = 0;
    whole++;
  }
  if (value < 0 || Object.is(value, -0)) out[at++] = 45; // -
  at = writeWhole(whole, out, at);
  out[at] = 46; // .
  out[at + 1] = zero + ((cents / 10) | 0);
  out[at + 2] = zero + (cents % 10);
  return at + 3;
}

function writeWhole(whole: number, out: Buffer, at: number): number {
  if (whole >= 1e9) {
    const high = Math.floor(whole / 1e9);
    return writeNine(whole - high * 1e9, out, writeWhole(high, out, at));
  }
  let rest = whole | 0;
  const end = at + digits(rest);
  for (let place = end - 1; place >= at; place--) {
    const next = (rest / 10) | 0;
    out[place] = zero + rest - next * 10;
    rest = next;
  }
  return end;
}

function writeNine(whole: number, out: Buffer, at: number): number {
  let rest = whole | 0;
  for (let place = at + 8; place >= at; place--) {
    const next = (rest / 10) | 0;
    out[place] = zero + rest - next * 10;
    rest = next;
  }
  return at + 9;
}

function digits(n: number): number {
  let count = 1;
  for (let limit = 10; n >= limit; limit *= 10) count++;
  return count;
}
