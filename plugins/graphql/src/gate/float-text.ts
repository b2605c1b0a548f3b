import { floatListText } from '@cc-kernel/core/plugin';

/** A list of numbers, already JSON text without its brackets. A resolver returns it as the only item of its list. */
export class FloatText {
  constructor(
    readonly bytes: Buffer,
    private readonly answer: AnswerText,
  ) {}

  /** Leaves a mark, which `AnswerText.render` replaces by the bytes. */
  toJSON(): string {
    return this.answer.put(this.bytes);
  }
}

/**
 * The JSON text of one answer. Long float lists bypass completion and `JSON.stringify` element by element: they are written as
 * bytes once and spliced in where their marks stand.
 */
export class AnswerText {
  private parts: Buffer[] = [];

  /** @param mark a random text that never leaves the process, so that nobody's data can hold it */
  constructor(private readonly mark: string) {}

  /** What the field of a `[NullableFloat!]!` returns. */
  floats(values: Float64Array | Float32Array): FloatText[] {
    return values.length === 0 ? [] : [new FloatText(floatListText(values), this)];
  }

  /** Called in the order of the text. */
  put(bytes: Buffer): string {
    this.parts.push(bytes);
    return this.mark;
  }

  render(value: unknown): string | Buffer {
    this.parts = [];
    const text = JSON.stringify(value);
    if (this.parts.length === 0) return text;
    const between = text.split(`"${this.mark}"`);
    if (between.length !== this.parts.length + 1) throw new Error('marks and parts of the answer differ');
    return Buffer.concat(between.flatMap((piece, i) => [Buffer.from(piece), this.parts[i] ?? Buffer.alloc(0)]));
  }
}
