/**
 * What was sent, and what of it the server said it had. Every sample has its own value and its own slot, so nothing can hide a loss. An
 * unanswered sample that came back once has to stay as well.
 */
export class Ledger {
  /** `host/metric` → sample by slot. */
  #series = new Map();
  #next = 1;
  acknowledged = 0;
  unanswered = 0;
  /** Samples of the present generation that a read-back compares. */
  size = 0;

  constructor(begin, step) {
    this.begin = begin;
    this.step = step;
  }

  newSample(host, metric, slot) {
    const value = this.#next++ % 10_000_000;
    const sample = { host, metric, slot, time: this.begin + slot * this.step, value, isExpected: false };
    const key = `${host}/${metric}`;
    if (!this.#series.has(key)) this.#series.set(key, new Map());
    this.#series.get(key).set(slot, sample);
    this.size++;
    return sample;
  }

  answered(samples, isAcknowledged) {
    for (const sample of samples) sample.isExpected = isAcknowledged;
    if (isAcknowledged) this.acknowledged += samples.length;
    else this.unanswered += samples.length;
  }

  /** Nothing of what was sent so far will be asked for again. */
  forget() {
    this.#series.clear();
    this.size = 0;
  }

  /**
   * Every sample that was sent, and every value that is there. A loss is reported once.
   * @param found `host/metric` → what is stored
   * @param firstSlot of the values in `found`
   */
  compare(found, firstSlot) {
    const lost = [];
    const wrong = [];
    for (const [key, samples] of this.#series) {
      const data = found.get(key) ?? [];
      for (const sample of samples.values()) {
        const value = data[sample.slot - firstSlot] ?? null;
        if (value === sample.value) sample.isExpected = true;
        else if (value !== null) wrong.push({ ...sample, found: value });
        else if (sample.isExpected) {
          lost.push({ ...sample });
          sample.isExpected = false;
        }
      }
      data.forEach((value, at) => {
        if (value !== null && !samples.has(firstSlot + at)) wrong.push({ key, slot: firstSlot + at, found: value });
      });
    }
    for (const [key, data] of found)
      if (!this.#series.has(key) && data.some((value) => value !== null)) wrong.push({ key, found: 'never sent' });
    return { lost, wrong };
  }
}
