import type { ClusterModel } from './cluster-model.js';

const widestValue = 24;
const newline = 10;

/** The unchanging texts of one line: what stands before and behind the host's name. */
interface LineText {
  readonly before: Buffer;
  readonly behind: Buffer;
  readonly decimals: number;
}

/** Writes the sensors of a cluster as line protocol. */
export class LineRenderer {
  /** Shape (channels,). */
  private readonly texts: readonly LineText[];
  private readonly names: readonly Buffer[];
  private readonly values: Int32Array;
  /** Bytes that the lines of one host cannot exceed. */
  private readonly widestHost: number;
  private buffer = Buffer.alloc(0);
  /** Lines of one host at one moment. */
  readonly linesPerHost: number;

  constructor(private readonly model: ClusterModel) {
    const { cluster, layout } = model;
    this.texts = layout.channels.flatMap(({ metric, scope, ids, decimals }) =>
      (ids.length === 0 ? [''] : ids.map((id) => `,type-id=${id}`)).map((unit) => ({
        before: Buffer.from(`${metric},cluster=${cluster.name},hostname=`),
        behind: Buffer.from(`,type=${scope}${unit} value=`),
        decimals,
      })),
    );
    this.names = cluster.hosts.map((name) => Buffer.from(name));
    this.values = new Int32Array(layout.size);
    this.linesPerHost = layout.size;
    const longestName = this.names.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.widestHost = this.texts.reduce(
      (width, { before, behind }) => width + before.length + longestName + behind.length + widestValue,
      0,
    );
  }

  /** All lines of the hosts first ≤ host < last at one moment, in host order. `stamp` is what the lines say instead of `time`. */
  render(time: number, first = 0, last = this.names.length, stamp = time): Buffer {
    const { values, texts } = this;
    const ending = Buffer.from(` ${stamp}\n`);
    if (this.buffer.length < (last - first) * this.widestHost) {
      this.buffer = Buffer.allocUnsafe((last - first) * this.widestHost);
    }
    const buffer = this.buffer;
    let at = 0;
    for (let host = first; host < last; host++) {
      const name = this.names[host];
      if (name === undefined) throw new RangeError(`${this.model.cluster.name} has no host ${host}`);
      this.model.fill(host, time, values);
      for (let channel = 0; channel < texts.length; channel++) {
        const text = texts[channel];
        if (text === undefined) continue;
        at = append(text.before, buffer, at);
        at = append(name, buffer, at);
        at = append(text.behind, buffer, at);
        at = writeScaled(values[channel] ?? 0, text.decimals, buffer, at);
        at = append(ending, buffer, at);
      }
    }
    return Buffer.from(buffer.subarray(0, at));
  }
}

/** A loop beats the call of a copy for such short pieces. */
function append(piece: Buffer, out: Buffer, at: number): number {
  for (let i = 0; i < piece.length; i++) out[at++] = piece[i] ?? newline;
  return at;
}

const powersOfTen = Float64Array.from({ length: 12 }, (_, digits) => Number(`1e${digits}`));

/** Writes a whole number of tenths, hundredths …, e.g. 1234 with 2 places as 12.34. */
export function writeScaled(value: number, places: number, out: Uint8Array, at: number): number {
  let rest = value;
  if (rest < 0) {
    out[at++] = 45;
    rest = -rest;
  }
  let digits = places + 1;
  while (rest >= (powersOfTen[digits] ?? Infinity)) digits++;
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
