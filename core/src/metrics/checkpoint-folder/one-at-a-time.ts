/** Lets one piece of work happen after the other, in the order in which they were asked for. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }

  /** Resolves once all that was asked for so far has ended, well or not. */
  async idle(): Promise<void> {
    await this.last;
  }
}
