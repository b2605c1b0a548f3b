/** Lets one request read only so much at the same time: fair to others, and a spent budget is noticed before the next piece begins. */
export class WorkQueue {
  private readonly waiting: (() => void)[] = [];

  constructor(
    private free: number,
    private readonly signal: AbortSignal,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => void this.waiting.push(go));
    try {
      this.signal.throwIfAborted();
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
