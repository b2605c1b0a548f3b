import { FloatListWriter } from '@cc-kernel/core/plugin';

/** Larger memory is not kept. */
const mostKept = 16 * 1024 * 1024;

/**
 * The memory of an answer that was sent, for the next one. An answer may take more than ten megabytes: to give out as much each time
 * makes the garbage collector look through the whole heap every few answers.
 */
export class AnswerMemory {
  private spare: FloatListWriter | undefined;

  take(sizeBytes: number): FloatListWriter {
    const { spare } = this;
    if (!spare || spare.sizeBytes < sizeBytes) return new FloatListWriter(sizeBytes);
    this.spare = undefined;
    spare.clear();
    return spare;
  }

  /** Nobody reads what was written there any more. */
  giveBack(writer: FloatListWriter): void {
    const { sizeBytes } = writer;
    if (sizeBytes <= mostKept && sizeBytes > (this.spare?.sizeBytes ?? 0)) this.spare = writer;
  }
}
