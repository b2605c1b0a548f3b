/** Asks for many metrics at once: wishes that come within a moment and agree in everything else travel together. */
export class SampleBatches<Answer> {
  private readonly open = new Map<string, Batch<Answer>>();

  constructor(
    private readonly ask: (
      metrics: readonly string[],
      scope: string,
      resolution: number,
    ) => Promise<ReadonlyMap<string, Answer>>,
    private readonly later: (work: () => void) => void,
    private readonly most = 6,
  ) {}

  /** `undefined`: there is nothing. */
  load(metric: string, scope: string, resolution: number): Promise<Answer | undefined> {
    const key = `${scope} ${resolution}`;
    let batch = this.open.get(key);
    if (!batch || batch.metrics.size >= this.most) {
      const opened = this.openBatch(scope, resolution);
      this.open.set(key, opened);
      this.later(() => {
        if (this.open.get(key) === opened) this.open.delete(key);
        opened.send();
      });
      batch = opened;
    }
    batch.metrics.add(metric);
    return batch.answer.then((answers) => answers.get(metric));
  }

  private openBatch(scope: string, resolution: number): Batch<Answer> {
    const metrics = new Set<string>();
    let send!: () => void;
    const answer = new Promise<void>((resolve) => (send = resolve)).then(() =>
      this.ask([...metrics], scope, resolution),
    );
    return { metrics, answer, send };
  }
}

interface Batch<Answer> {
  readonly metrics: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, Answer>>;
  readonly send: () => void;
}
