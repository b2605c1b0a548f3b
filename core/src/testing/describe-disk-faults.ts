import { describe, expect, it } from 'vitest';
import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import type { HostSnapshot } from '../domain/node-metrics.js';
import type { CheckpointStoreHarness } from './describe-checkpoint-store.js';

/** What goes wrong with a change of the disk; `step` counts the changes from 0. */
export type DiskFault =
  /** This one fails, half done where it writes; later ones do not. */
  | { readonly kind: 'error'; readonly code: 'ENOSPC' | 'EIO'; readonly step: number }
  /** The process ends: this one stays half done, and there are no later ones. */
  | { readonly kind: 'end'; readonly step: number };

/** What became of the changes so far. */
export interface DiskSteps {
  /** Their names, e.g. `rename`, in order; grows. */
  readonly steps: readonly string[];
}

const t0 = 1_772_323_200;
const hosts = ['node001', 'node002'];

/** `host@time` → value. */
type Samples = Map<string, number>;

const faults: readonly [string, (step: number) => DiskFault][] = [
  ['no space or an input/output error', (step) => ({ kind: 'error', code: step % 2 === 0 ? 'ENOSPC' : 'EIO', step })],
  ['the end of the process', (step) => ({ kind: 'end', step })],
];

/** One test for each kind of fault, which lets every change of the disk fail once. */
export function describeDiskFaults(makeHarness: () => Promise<CheckpointStoreHarness>): void {
  describe('keeps what it promised as safe', () => {
    it.for(faults)('through %s at any change of the disk', { timeout: 60_000 }, async ([, faultAt], { skip }) => {
      const count = await life(makeHarness, undefined);
      if (count === undefined) return skip('the harness cannot make the disk fail');
      for (let step = 0; step < count; step++) await life(makeHarness, faultAt(step));
    });
  });
}

/**
 * Samples, a checkpoint, more samples, another checkpoint, a last sample, the end; then a restart on a sound disk. Returns how many changes
 * of the disk there were; `undefined`: the harness has no layer for them.
 */
async function life(
  makeHarness: () => Promise<CheckpointStoreHarness>,
  fault: DiskFault | undefined,
): Promise<number | undefined> {
  const harness = await makeHarness();
  try {
    const disk = harness.failDisk?.(fault);
    if (!disk) return undefined;
    const sent: Samples = new Map();
    const safe: Samples = new Map();
    let store: CheckpointStore | undefined;
    try {
      store = await harness.open();
      await append(store, 0, sent, safe);
      await save(store, sent, safe);
      await append(store, 1, sent, safe);
      await save(store, sent, safe);
      await append(store, 2, sent, safe);
    } catch {
      // it could not be opened, or said that it could not do its work
    }
    const { length } = disk.steps;
    const isClosed = await store?.close().then(
      () => true,
      () => false,
    );
    if (fault) expect(disk.steps.length, 'the fault has to be reached').toBeGreaterThan(fault.step);
    if (store && !isClosed) await harness.crash?.(store);
    harness.failDisk?.(undefined);
    const after = await harness.open();
    const found = await restored(after);
    await after.close();
    const where = fault ? `${fault.kind} at step ${fault.step}, ${disk.steps[fault.step]}` : 'no fault';
    for (const [key, value] of safe) expect(found.get(key), `${key} after ${where}`).toBe(value);
    for (const [key, value] of found) expect(sent.get(key), `${key} after ${where}`).toBe(value);
    return fault ? length : disk.steps.length;
  } finally {
    await harness.dispose();
  }
}

/** A refused one may be lost. */
async function append(store: CheckpointStore, minute: number, sent: Samples, safe: Samples): Promise<void> {
  const time = t0 + minute * 60;
  const batch = hosts.map((host, at) => ({ host, value: minute + at * 100 }));
  for (const { host, value } of batch) sent.set(`${host}@${time}`, value);
  try {
    await store.append(batch.map((each) => ({ ...each, cluster: 'alpha', levels: [], metric: 'load', time })));
    if (store.supports.journal) for (const { host, value } of batch) safe.set(`${host}@${time}`, value);
  } catch {
    // not acknowledged
  }
}

/** Safe is what a host was reported as saved with. */
async function save(store: CheckpointStore, sent: Samples, safe: Samples): Promise<void> {
  try {
    const { failed } = await store.save(snapshotsOf(sent));
    for (const host of hosts) {
      if (failed.some((each) => each.host === host)) continue;
      for (const [key, value] of sent) if (key.startsWith(`${host}@`)) safe.set(key, value);
    }
  } catch {
    // nothing was saved
  }
}

async function* snapshotsOf(samples: Samples): AsyncGenerator<HostSnapshot> {
  for (const host of hosts) {
    const values = [...samples].filter(([key]) => key.startsWith(`${host}@`)).map(([, value]) => value);
    const run = { start: t0, step: 60, values: Float32Array.from(values) };
    const root = { metrics: new Map([['load', [run]]]), children: new Map() };
    yield { cluster: 'alpha', host, from: t0, to: t0 + values.length * 60, root };
  }
}

async function restored(store: CheckpointStore): Promise<Samples> {
  const found: Samples = new Map();
  for await (const { host, root } of store.restore(0)) {
    for (const { start, step, values } of root.metrics.get('load') ?? [])
      values.forEach((value, at) => found.set(`${host}@${start + at * step}`, value));
  }
  return found;
}
