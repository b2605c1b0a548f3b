import { clockText, floatText, hex, timeText } from './go-text.mjs';

const magic = 0xcc5b0001;
const unit = '  ';

/** The dump of a snapshot, as cc-backend's reader prints it. */
export function snapshotText(file, bytes) {
  return new SnapshotDump(bytes).text(file);
}

class SnapshotDump {
  #at = 0;
  #lines = [];

  constructor(bytes) {
    this.bytes = bytes;
  }

  text(file) {
    const found = this.#uint32('magic');
    if (found !== magic) throw new Error(`invalid snapshot magic ${hex(found)} (expected ${hex(magic)})`);
    const from = this.#int64('from');
    const to = this.#int64('to');
    this.#lines.push('=== Binary Snapshot Dump ===', `File:    ${file}`, `Magic:   ${hex(magic)} (valid)`);
    this.#lines.push(`From:    ${timeText(from)}`, `To:      ${timeText(to)}`, '');
    this.#level('');
    return `${this.#lines.join('\n')}\n`;
  }

  #level(indent) {
    const metrics = this.#uint32('metric count');
    if (metrics > 0) this.#lines.push(`${indent}Metrics (${metrics}):`);
    for (let at = 0; at < metrics; at++) this.#metric(indent + unit, at);
    const children = this.#uint32('children count');
    if (children > 0) this.#lines.push(`${indent}Children (${children}):`);
    for (let at = 0; at < children; at++) {
      this.#lines.push(`${indent + unit}[${this.#name(`child name [${at}]`)}]`);
      this.#level(indent + unit + unit);
    }
  }

  #metric(indent, number) {
    const name = this.#name(`metric name [${number}]`);
    const frequency = this.#int64(`frequency for ${name}`);
    const start = this.#int64(`start for ${name}`);
    const count = this.#uint32(`num values for ${name}`);
    const inner = indent + unit;
    this.#lines.push(
      `${indent}[${name}]`,
      `${inner}Frequency:  ${frequency} s`,
      `${inner}Start:      ${timeText(start)}`,
    );
    if (count === 0) this.#lines.push(`${inner}Values (0): (none)`);
    else this.#lines.push(`${inner}Values (${count}):`);
    let line = '';
    for (let at = 0; at < count; at++) {
      this.#need(4, `value[${at}] for ${name}`);
      const value = this.bytes.readFloatLE(this.#at);
      this.#at += 4;
      if (at % 10 === 0) line = `${inner}${unit}[${clockText(start + at * frequency)}] `;
      line += `${floatText(value)} `;
      if (at % 10 === 9 || at === count - 1) this.#lines.push(line);
    }
  }

  #name(what) {
    this.#need(2, what);
    const length = this.bytes.readUInt16LE(this.#at);
    this.#at += 2;
    this.#need(length, what);
    this.#at += length;
    return this.bytes.toString('utf8', this.#at - length, this.#at);
  }

  #uint32(what) {
    this.#need(4, what);
    this.#at += 4;
    return this.bytes.readUInt32LE(this.#at - 4);
  }

  #int64(what) {
    this.#need(8, what);
    this.#at += 8;
    return Number(this.bytes.readBigInt64LE(this.#at - 8));
  }

  #need(size, what) {
    const left = this.bytes.length - this.#at;
    if (left < size) throw new Error(`read ${what}: ${left === 0 && this.#at === 0 ? 'EOF' : 'unexpected EOF'}`);
  }
}
