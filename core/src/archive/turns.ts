/** Lets work on one thing happen one after the other, while work on different things goes on side by side. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(thing) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine
      .catch(() => undefined)
      .then(() => {
        if (this.last.get(thing) === settled) this.last.delete(thing);
      });
    this.last.set(thing, settled);
    return mine;
  }
}
