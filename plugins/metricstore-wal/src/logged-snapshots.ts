import type { HostSnapshot, JournalSeries, JournalledColumns } from '@cc-kernel/core/plugin';
import { JournalledSamples } from './journalled-samples.js';

interface LoggedSeries {
  readonly name: JournalSeries;
  readonly times: number[];
  readonly values: number[];
}

/** All samples of a log that are not older than `since` as snapshots, host by host. */
export async function* loggedSnapshots(
  parts: AsyncIterable<JournalledColumns>,
  since: number,
): AsyncGenerator<HostSnapshot> {
  const all = new Map<string, LoggedSeries>();
  for await (const part of parts) gather(part, since, all);
  for (const series of byHost(all.values())) {
    const samples = new JournalledSamples();
    for (const { name, times, values } of series)
      samples.add(name.levels, name.metric, Float64Array.from(times), Float32Array.from(values));
    const { cluster, host } = series[0]!.name;
    yield samples.snapshot(cluster, host);
  }
}

function byHost(all: Iterable<LoggedSeries>): Iterable<readonly LoggedSeries[]> {
  const hosts = new Map<string, LoggedSeries[]>();
  for (const one of all) {
    const key = `${one.name.cluster}/${one.name.host}`;
    const its = hosts.get(key);
    if (its) its.push(one);
    else hosts.set(key, [one]);
  }
  return hosts.values();
}

function gather(part: JournalledColumns, since: number, into: Map<string, LoggedSeries>): void {
  const { count, series, times, values, names } = part;
  for (let at = 0; at < count; at++) {
    const name = times[at]! >= since ? names.of(series[at]!) : undefined;
    if (!name) continue;
    const key = JSON.stringify(name);
    let one = into.get(key);
    if (!one) into.set(key, (one = { name, times: [], values: [] }));
    one.times.push(times[at]!);
    one.values.push(values[at]!);
  }
}
