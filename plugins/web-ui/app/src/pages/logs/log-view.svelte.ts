import type { Rest } from '../../api/rest.js';
import { type LogLine, type LogRecord, logLines } from './log-line.js';

/** The lines on the page. A new question gives up the one before; what is there stays until the answer comes. */
export class LogView {
  #lines = $state.raw<readonly LogLine[]>();
  #error = $state.raw<unknown>();
  #loadedAt = $state<number>();
  #isLoading = $state(false);
  private running: AbortController | undefined;

  constructor(
    private readonly rest: Rest,
    private readonly now: () => number,
  ) {}

  /** Newest first; `undefined`: no answer yet. */
  get lines(): readonly LogLine[] | undefined {
    return this.#lines;
  }

  get error(): unknown {
    return this.#error;
  }

  /** Seconds since 1970. */
  get loadedAt(): number | undefined {
    return this.#loadedAt;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** Resolves with whether the answer is on the page. */
  async load(address: string): Promise<boolean> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.#isLoading = true;
    try {
      const records = await this.rest.get<readonly LogRecord[]>(address, { signal: running.signal });
      if (this.running !== running) return false;
      this.#lines = logLines(records);
      this.#error = undefined;
      this.#loadedAt = this.now();
      return true;
    } catch (error) {
      if (this.running === running) this.#error = error;
      return false;
    } finally {
      if (this.running === running) this.#isLoading = false;
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = undefined;
  }
}
