import { inject, injectable } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { MetricsRegistry } from '../contracts/metrics-registry.js';
import { UnavailableError } from '../errors/index.js';
import { Journal } from './checkpoint/journal.js';
import { KeyTable } from './ingest/key-table.js';
import { LineDecoder } from './ingest/line-decoder.js';
import { SampleCounters } from './ingest/sample-counters.js';
import { ChunkedSampleWriter } from './ingest/sample-writer.js';
import type { SampleWriter } from './ingest/sample-writer.js';
import { Tally } from './ingest/tally.js';
import { MetricStoreHolder } from './store/metric-store-holder.js';
import { Turns } from './turns.js';

/** Stores samples that come as line protocol, whatever the gate. */
@injectable()
export class WriteSamples {
  /** By default cluster: the same key without a cluster names another series elsewhere. */
  private readonly keys = new Map<string, KeyTable>();
  private readonly counters: SampleCounters;

  constructor(
    @inject(MetricStoreHolder) private readonly holder: MetricStoreHolder,
    @inject(Journal) private readonly journal: Journal,
    @inject(Clock) private readonly clock: Clock,
    @inject(MetricsRegistry) registry: MetricsRegistry,
  ) {
    this.counters = new SampleCounters(registry);
  }

  /** @param options.defaultCluster for lines without the tag; `''`: such lines are refused */
  open({ defaultCluster }: { defaultCluster: string }): SampleWriter {
    const { store } = this.holder;
    if (!store) throw new UnavailableError('there is no metric store: the configuration has no section metric-store');
    const tally = new Tally();
    const log = this.journal.newLog();
    const decoder = new LineDecoder(store, this.keysFor(defaultCluster), defaultCluster, this.clock.now(), tally, log);
    return new ChunkedSampleWriter({
      decoder,
      tally,
      turns: Turns.of(this.clock),
      now: () => this.clock.now(),
      finish: async () => {
        this.counters.add(tally);
        if (log) await this.journal.append(log);
      },
    });
  }

  private keysFor(defaultCluster: string): KeyTable {
    let keys = this.keys.get(defaultCluster);
    if (!keys) {
      // A sender that varies the default cluster must not fill the memory with tables.
      if (this.keys.size >= 64) this.keys.clear();
      keys = new KeyTable();
      this.keys.set(defaultCluster, keys);
    }
    return keys;
  }
}
