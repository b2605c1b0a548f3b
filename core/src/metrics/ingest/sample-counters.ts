import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { rejectionKinds, rejections } from './rejection.js';
import type { Tally } from './tally.js';

/** What came in since start, on `/metrics`. */
export class SampleCounters {
  private readonly received: Counter;
  private readonly stored: Counter;
  private readonly tooOld: Counter;
  private readonly rejected: Counter<'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.received = new Counter({
      name: 'cckernel_samples_received_total',
      help: 'Lines of line protocol received; the sum of stored, rejected and too old',
      registers,
    });
    this.stored = new Counter({ name: 'cckernel_samples_stored_total', help: 'Samples stored', registers });
    this.tooOld = new Counter({
      name: 'cckernel_samples_too_old_total',
      help: 'Samples further behind the newest of their series than the retention',
      registers,
    });
    this.rejected = new Counter({
      name: 'cckernel_samples_rejected_total',
      help: 'Lines not stored, by reason',
      labelNames: ['reason'],
      registers,
    });
    for (const kind of rejectionKinds) this.rejected.inc({ reason: rejections[kind].reason }, 0);
  }

  add({ stored, tooOld, received, byKind }: Tally): void {
    this.received.inc(received);
    this.stored.inc(stored);
    this.tooOld.inc(tooOld);
    for (const kind of rejectionKinds)
      if (byKind[kind] > 0) this.rejected.inc({ reason: rejections[kind].reason }, byKind[kind]);
  }
}
