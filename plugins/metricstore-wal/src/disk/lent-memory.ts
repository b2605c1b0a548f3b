/** Bytes that are kept for the next files. */
const mostFree = 64 * 1024 * 1024;
const smallest = 16 * 1024;
/** What is free goes so often, in milliseconds: it is needed while the server starts, and hardly later. */
const lifetime = 10_000;

/** Memory for files that are read one after the other: what is given back serves the next. */
export class LentMemory {
  private free: Buffer[] = [];
  private freeBytes = 0;
  private ends = false;

  /** @param later does something when the time of what is free is over */
  constructor(private readonly later: (action: () => void) => void = afterLifetime) {}

  /** At least `size` bytes that hold rubbish. */
  take(size: number): Buffer {
    const at = this.free.findIndex(({ length }) => length >= size);
    const [found] = at < 0 ? [] : this.free.splice(at, 1);
    if (found) this.freeBytes -= found.length;
    return found ?? Buffer.allocUnsafeSlow(Math.max(smallest, 2 ** Math.ceil(Math.log2(size))));
  }

  giveBack(memory: Buffer): void {
    if (this.freeBytes + memory.length > mostFree) return;
    this.free.push(memory);
    this.freeBytes += memory.length;
    if (this.ends) return;
    this.ends = true;
    this.later(() => this.forget());
  }

  private forget(): void {
    this.ends = false;
    this.free = [];
    this.freeBytes = 0;
  }
}

function afterLifetime(action: () => void): void {
  setTimeout(action, lifetime).unref();
}
