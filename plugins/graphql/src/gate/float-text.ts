import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FloatListWriter } from '@cc-kernel/core/plugin';
import type { AnswerMemory } from './answer-memory.js';

export type Floats = Float64Array | Float32Array;

/** A list of numbers that is written as text only when the answer is. A resolver returns it as the only item of its list. */
export class FloatText {
  constructor(
    readonly values: Floats,
    private readonly answer: AnswerText,
  ) {}

  /** Leaves a mark, which `AnswerText.render` replaces by the numbers. */
  toJSON(): string {
    return this.answer.put(this.values);
  }
}

/** Longest stretch of work before others get a turn. */
const sliceMs = 5;
/** A first guess; a larger answer grows. */
const usual = 8;

/**
 * The JSON text of one answer. Long float lists bypass completion and `JSON.stringify` element by element: they are written as bytes,
 * once, right where their marks stand.
 */
export class AnswerText {
  private lists: Floats[] = [];
  private writer: FloatListWriter | undefined;

  /** @param mark a random text that never leaves the process, so that nobody's data can hold it */
  constructor(
    private readonly mark: string,
    private readonly memory: AnswerMemory,
  ) {}

  /** What the field of a `[NullableFloat!]!` returns. */
  floats(values: Floats): FloatText[] {
    return values.length === 0 ? [] : [new FloatText(values, this)];
  }

  /** Called in the order of the text. */
  put(values: Floats): string {
    this.lists.push(values);
    return this.mark;
  }

  /** Bytes that were rendered last are no longer needed. */
  release(): void {
    const { writer } = this;
    this.writer = undefined;
    if (writer) this.memory.giveBack(writer);
  }

  async render(value: unknown): Promise<string | Buffer> {
    this.lists = [];
    const text = JSON.stringify(value);
    const { lists } = this;
    if (lists.length === 0) return text;
    const between = text.split(`"${this.mark}"`);
    if (between.length !== lists.length + 1) throw new Error('marks and lists of the answer differ');
    const points = lists.reduce((sum, { length }) => sum + length, 0);
    const out = this.memory.take(text.length + points * usual);
    let since = performance.now();
    for (const [at, piece] of between.entries()) {
      out.text(piece);
      const list = lists[at];
      if (list) out.floats(list);
      if (performance.now() - since < sliceMs) continue;
      await nextTurn();
      since = performance.now();
    }
    this.writer = out;
    return out.bytes;
  }
}
