// Lines of the usual kind: the key is the expected one, the value a plain decimal, the time has ten digits. AssemblyScript: runs without a
// bounds check, and compares sixteen bytes at once. How keys and tags lie in memory: core/src/metrics/ingest/{key-table,tag-blocks}.ts.

/** Fields of a key's record, and of what it points to; in bytes. */
const tagsAt: usize = 4;
const seriesAt: usize = 8;
const nextAt: usize = 12;
const nameHeader: usize = 8;
const tagsHeader: usize = 12;

/** ` 1772323200\n` */
const timeLength: usize = 12;
const minus: u32 = 45;
const point: u32 = 46;
const zero: u32 = 48;
const space: u32 = 32;
const lineFeed: u32 = 10;

/** A whole number of up to 15 digits is exact in a float64; the digits of one of up to 18 fit into 64 bits. */
const exactDigits: usize = 15;
const mostDigits: usize = 18;
const ulp: f64 = 8.881784197001252e-16; // 2^-50
const powers = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
]);

/** Where results go; see core/src/metrics/ingest/expected-lines.ts. */
let stopped: usize = 0;
let series: usize = 0;
let values: usize = 0;
let times: usize = 0;
let starts: usize = 0;

/** The time of the line before, and its bytes. */
let time: f64 = 0;
let timeHead: u64 = 0;
let timeTail: u32 = 0;

export function layOut(stop: usize, seriesOut: usize, valuesOut: usize, timesOut: usize, startsOut: usize): void {
  stopped = stop;
  series = seriesOut;
  values = valuesOut;
  times = timesOut;
  starts = startsOut;
}

/**
 * Takes lines from `begin` on as long as each is of the usual kind, complete before `end`, and not later than `latest`. `key` is that of the
 * line before. Returns how many; tells in the two words at `stopped` where it ended and the last key. At `end` stands a zero.
 */
export function take(begin: usize, end: usize, key: u32, latest: f64): u32 {
  if (time > latest) timeHead = 0; // the clock was set back: look at the time again
  let line = begin;
  let last = key;
  let count: u32 = 0;
  for (;;) {
    const record = load<u32>(((<usize>last) << 2) + nextAt);
    const at = (<usize>record) << 2;
    const name = (<usize>load<u32>(at)) << 2;
    const tags = (<usize>load<u32>(at + tagsAt)) << 2;
    const nameSize = load<u32>(name);
    const tagsSize = load<u32>(tags);
    let place = line + nameSize + tagsSize;
    if (place + timeLength > end) break;
    if (!isSame(line, name + nameHeader, nameSize)) break;
    if (!isSame(line + nameSize, tags + tagsHeader, tagsSize)) break;

    const isNegative = <u32>load<u8>(place) == minus;
    if (isNegative) place++;
    const first = place;
    let whole: u64 = 0;
    let digit = <u32>load<u8>(place) - zero;
    while (digit <= 9) {
      whole = whole * 10 + digit;
      digit = <u32>load<u8>(++place) - zero;
    }
    let digits = place - first;
    let places: usize = 0;
    if (<u32>load<u8>(place) == point) {
      const fraction = ++place;
      digit = <u32>load<u8>(place) - zero;
      while (digit <= 9) {
        whole = whole * 10 + digit;
        digit = <u32>load<u8>(++place) - zero;
      }
      places = place - fraction;
      digits += places;
    }
    if (digits == 0 || digits > mostDigits) break;
    const value = <f64>whole / load<f64>(powers + (places << 3));
    // With more digits the quotient may be off by a few units in its last place, which must not change the float32.
    if (digits > exactDigits && <f32>(value * (1 - ulp)) != <f32>(value * (1 + ulp))) break;

    if (<u32>load<u8>(place) != space || place + timeLength > end) break;
    const head = load<u64>(place + 1);
    const tail = load<u32>(place + 8);
    if (head != timeHead || tail != timeTail) {
      const read = tenDigits(place + 1);
      if (read < 0 || read > latest || <u32>load<u8>(place + 11) != lineFeed) break;
      time = read;
      timeHead = head;
      timeTail = tail;
    }
    const column = (<usize>count) << 2;
    store<u32>(series + column, load<u32>(at + seriesAt));
    store<f32>(values + column, <f32>(isNegative ? -value : value));
    store<f64>(times + ((<usize>count) << 3), time);
    store<u32>(starts + column, line - begin);
    count++;
    last = record;
    line = place + timeLength;
  }
  store<u32>(stopped, line - begin);
  store<u32>(stopped + 4, last);
  return count;
}

/** Reads up to 16 bytes more than `size` on both sides. */
function isSame(a: usize, b: usize, size: u32): bool {
  while (size >= 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
    a += 16;
    b += 16;
    size -= 16;
  }
  const wanted = (1 << size) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) & wanted) == wanted;
}

/** The number that ten digits make, or -1. */
function tenDigits(from: usize): f64 {
  let number: u64 = 0;
  for (let at = from; at < from + 10; at++) {
    const digit = <u32>load<u8>(at) - zero;
    if (digit > 9) return -1;
    number = number * 10 + digit;
  }
  return <f64>number;
}
