import type { ClusterModel } from './cluster-model.js';

const widestValue = 24;
const newline = 10;

/** Writes the sensors of a cluster as line protocol. */
export class LineRenderer {
  /** Text of each line up to the value: shape (hosts × channels). */
  private readonly heads: Buffer;
  private readonly headEnds: Uint32Array;
  private readonly decimals: Uint8Array;
  private readonly values: Int32Array;
  private readonly buffer: Buffer;
  /** Lines of one host at one moment. */
  readonly linesPerHost: number;

  constructor(private readonly model: ClusterModel) {
    const { cluster, layout } = model;
    const heads: Buffer[] = [];
    const ends: number[] = [];
    const decimals: number[] = [];
    let end = 0;
    for (const hostname of cluster.hosts) {
      for (const { metric, scope, ids, decimals: places } of layout.channels) {
        for (const id of ids.length === 0 ? [undefined] : ids) {
          const unit = id === undefined ? '' : `,type-id=${id}`;
          const head = Buffer.from(
            `${metric},cluster=${cluster.name},hostname=${hostname},type=${scope}${unit} value=`,
          );
          heads.push(head);
          ends.push((end += head.length));
          decimals.push(places);
        }
      }
    }
    this.heads = Buffer.concat(heads);
    this.headEnds = Uint32Array.from(ends);
    this.decimals = Uint8Array.from(decimals);
    this.values = new Int32Array(layout.size);
    this.linesPerHost = layout.size;
    const longest = Math.max(...heads.map(({ length }) => length));
    this.buffer = Buffer.allocUnsafe(layout.size * (longest + widestValue) * cluster.hosts.length);
  }

  /** All lines of the hosts first ≤ host < last at one moment, in host order. `stamp` is what the lines say instead of `time`. */
  render(time: number, first = 0, last = this.model.cluster.hosts.length, stamp = time): Buffer {
    const { heads, headEnds, decimals, values, buffer, linesPerHost } = this;
    const ending = Buffer.from(` ${stamp}\n`);
    let at = 0;
    for (let host = first; host < last; host++) {
      this.model.fill(host, time, values);
      let line = host * linesPerHost;
      let from = line === 0 ? 0 : (headEnds[line - 1] ?? 0);
      for (let channel = 0; channel < linesPerHost; channel++, line++) {
        const end = headEnds[line] ?? from;
        while (from < end) buffer[at++] = heads[from++] ?? newline;
        at = writeScaled(values[channel] ?? 0, decimals[line] ?? 0, buffer, at);
        for (let i = 0; i < ending.length; i++) buffer[at++] = ending[i] ?? newline;
      }
    }
    return Buffer.from(buffer.subarray(0, at));
  }
}

/** Writes a whole number of tenths, hundredths …, e.g. 1234 with 2 places as 12.34. */
export function writeScaled(value: number, places: number, out: Uint8Array, at: number): number {
  let rest = value;
  if (rest < 0) {
    out[at++] = 45;
    rest = -rest;
  }
  let digits = places + 1;
  for (let limit = 10 ** digits; rest >= limit; limit *= 10) digits++;
  const end = at + digits + (places > 0 ? 1 : 0);
  let place = end - 1;
  for (let digit = 0; digit < digits; digit++) {
    if (digit === places && places > 0) out[place--] = 46;
    const next = (rest / 10) | 0;
    out[place--] = 48 + rest - next * 10;
    rest = next;
  }
  return end;
}
