/** What was sent, and what of it the server said it had. Every sample has its own value and its own slot, so nothing can hide a loss. */
export class Ledger {
  #samples = [];
  #next = 1;
  acknowledged = 0;
  unanswered = 0;

  constructor(begin, step) {
    this.begin = begin;
    this.step = step;
  }

  newSample(host, metric, slot) {
    const value = this.#next++ % 10_000_000;
    const sample = { host, metric, slot, time: this.begin + slot * this.step, value, isAcknowledged: false };
    this.#samples.push(sample);
    return sample;
  }

  answered(samples, isAcknowledged) {
    for (const sample of samples) sample.isAcknowledged = isAcknowledged;
    if (isAcknowledged) this.acknowledged += samples.length;
    else this.unanswered += samples.length;
  }

  /** @param {Map<string, (number | null)[]>} found `host/metric` → values from the begin on */
  compare(found) {
    const lost = [];
    const wrong = [];
    for (const sample of this.#samples) {
      const value = found.get(`${sample.host}/${sample.metric}`)?.[sample.slot] ?? null;
      if (value === sample.value) continue;
      if (value !== null) wrong.push({ ...sample, found: value });
      else if (sample.isAcknowledged) lost.push(sample);
    }
    return { lost, wrong };
  }
}
