import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryParts, SavedHost } from '../../src/contracts/checkpoint-store.js';
import { columnsOf } from '../../src/metrics/checkpoint/history-parts.js';
import { Checkpoints } from '../../src/metrics/checkpoint/checkpoints.js';
import { DescribeStore } from '../../src/metrics/describe-store.js';
import { FreeSamples } from '../../src/metrics/free-samples.js';
import { healthOf } from '../../src/metrics/health.js';
import { collectingLog, memoryCheckpoints, MemoryCheckpointStore } from '../../src/testing.js';
import { storeUnderTest } from './store-under-test.js';

const t0 = 1_772_323_200;
const metrics = [{ name: 'load', step: 60, aggregation: 'avg' as const }];
const line = (host: string, minute: number, value: number) =>
  `load,cluster=alpha,hostname=${host} value=${value} ${t0 + minute * 60}\n`;
const at = (minute: number, value: number) => [t0 + minute * 60, value];

/** A store whose parts come when the test says so. */
class GatedStore extends MemoryCheckpointStore {
  readonly asked: string[] = [];
  private readonly gates = new Map<string, { readonly opened: Promise<void>; readonly open: () => void }>();

  /** `journal`, `hosts`, or a host. */
  openGates(...names: readonly string[]): void {
    for (const name of names) this.gate(name).open();
  }

  readonly parts: HistoryParts = {
    hosts: async () => {
      await this.pass('hosts');
      const hosts = new Map<string, SavedHost>();
      for await (const { cluster, host, isJournalled } of this.restore(0))
        if (!isJournalled) hosts.set(host, { cluster, host });
      return [...hosts.values()];
    },
    ofHost: ({ host }) => this.where(host, (one) => one.host === host && !one.isJournalled),
    journal: () => this.journalled(),
  };

  private async *journalled() {
    for await (const one of this.where('journal', ({ isJournalled }) => isJournalled === true)) yield* columnsOf(one);
  }

  private async *where(name: string, wanted: (one: HostSnapshot) => boolean) {
    await this.pass(name);
    for await (const one of this.restore(0)) if (wanted(one)) yield one;
  }

  private async pass(name: string): Promise<void> {
    this.asked.push(name);
    await this.gate(name).opened;
  }

  private gate(name: string) {
    let gate = this.gates.get(name);
    if (!gate) {
      let open = () => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      this.gates.set(name, (gate = { opened, open }));
    }
    return gate;
  }
}

type HostSnapshot = Parameters<MemoryCheckpointStore['save']>[0] extends AsyncIterable<infer One> ? One : never;

describe('what was saved, while it loads behind the first requests', () => {
  const hosts = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'];
  const place = memoryCheckpoints();
  let disk: GatedStore;
  beforeEach(async () => {
    place.snapshots.length = 0;
    place.journal.length = 0;
    place.isHeld = false;
    const before = new MemoryCheckpointStore(place);
    await before.open();
    const server = serverOn();
    await server.write(hosts.map((host) => line(host, 0, 1) + line(host, 2, 3)).join(''));
    await server.checkpoints.save(before);
    await before.close();
    disk = new GatedStore(place);
    await disk.open();
  });

  function serverOn() {
    const tested = storeUnderTest(metrics, { now: t0 + 10_000 });
    const log = collectingLog();
    return { ...tested, log, checkpoints: new Checkpoints(tested.holder, tested.clock, log.logger) };
  }

  function loadingServer() {
    const server = serverOn();
    const loading = server.checkpoints.load(disk)!;
    server.journal.use(disk);
    const describeStore = new DescribeStore(server.holder, server.clock);
    return { ...server, loading, describeStore };
  }

  const settled = async (promise: Promise<unknown>): Promise<boolean> => {
    let isSettled = false;
    promise.then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    return isSettled;
  };

  it('does not keep writers waiting; their samples lie in order beside the restored ones', async () => {
    const { write, loading, samples } = loadingServer();
    expect(await write(line('n1', 1, 2) + line('n1', 3, 4) + line('new', 0, 9))).toMatchObject({ stored: 3 });
    disk.openGates('journal', 'hosts', ...hosts, 'new');
    await loading.all;
    expect(samples()['alpha/n1/load']).toEqual([at(0, 1), at(1, 2), at(2, 3), at(3, 4)]);
    expect(samples()['alpha/new/load']).toEqual([at(0, 9)]);
  });

  it('does not overwrite newer samples of the same time, whether they came before their host or while it was read', async () => {
    const { write, loading, samples } = loadingServer();
    await write(line('n1', 0, 10));
    disk.openGates('journal', 'hosts');
    await expect.poll(() => disk.asked).toContain('n1');
    await write(line('n1', 2, 30));
    disk.openGates(...hosts);
    await loading.all;
    expect(samples()['alpha/n1/load']).toEqual([at(0, 10), at(2, 30)]);
  });

  it('puts what the journal holds above the snapshots and below what came since', async () => {
    place.journal.push(
      ...[0, 1, 2].map((minute) => ({
        cluster: 'alpha',
        host: 'n1',
        levels: [],
        metric: 'load',
        time: t0 + minute * 60,
        value: 50 + minute,
      })),
    );
    const { write, loading, samples } = loadingServer();
    await write(line('n1', 1, 70));
    disk.openGates('journal', 'hosts', ...hosts);
    await loading.all;
    expect(samples()['alpha/n1/load']).toEqual([at(0, 50), at(1, 70), at(2, 52)]);
  });

  it('a read waits for its host, which comes before the others, and for no other host', async () => {
    const { loading, describeStore } = loadingServer();
    disk.openGates('journal', 'hosts', ...hosts.slice(0, 1), 'n8');
    const read = describeStore.run(['alpha', 'n8']);
    const all = describeStore.run(['alpha']);
    expect(await read).toHaveProperty('load');
    expect(disk.asked.indexOf('n8')).toBeLessThan(2 + 5);
    expect(await settled(all)).toBe(false);
    disk.openGates(...hosts);
    expect(Object.keys(await all).sort()).toEqual(hosts);
    await loading.all;
  });

  it('what is freed by hand does not come back', async () => {
    const { holder, clock, loading, samples } = loadingServer();
    const freed = new FreeSamples(holder, clock).run([['alpha', 'n2']], t0 + 100_000);
    expect(await settled(freed)).toBe(false);
    disk.openGates('journal', 'hosts', ...hosts);
    expect(await freed).toBe(1);
    await loading.all;
    expect(samples()).not.toHaveProperty('alpha/n2/load');
  });

  it('gives the memory of a snapshot back once its host is in the store, and not before', async () => {
    const released: string[] = [];
    const { parts } = disk;
    const lending = Object.assign(Object.create(disk) as GatedStore, {
      parts: {
        hosts: () => parts.hosts(),
        journal: (since: number) => parts.journal(since),
        async *ofHost(host: SavedHost, since: number) {
          for await (const one of parts.ofHost(host, since))
            yield {
              ...one,
              release: () => released.push(...Object.keys(server.samples()).filter((key) => key.includes(host.host))),
            };
        },
      },
    });
    const server = serverOn();
    disk.openGates('journal', 'hosts', ...hosts);
    await server.checkpoints.load(lending)!.all;
    expect(released.sort()).toEqual(hosts.map((host) => `alpha/${host}/load`));
  });

  it('the health page says how far it is', async () => {
    const { holder, checkpoints, loading } = loadingServer();
    const health = () => healthOf(holder, checkpoints, disk);
    expect(health()).toMatchObject({ state: 'ok', text: 'saved samples are loading: journal' });
    disk.openGates('journal', 'hosts', 'n1', 'n2');
    await loading.of('alpha', 'n2');
    await loading.of('alpha', 'n1');
    expect(health()).toMatchObject({
      text: 'saved samples are loading: 2 of 8 hosts',
      details: { loading: { phase: 'hosts', hosts: 8, loadedHosts: 2 } },
    });
    disk.openGates(...hosts);
    await loading.all;
    expect(health()).not.toHaveProperty('text');
    expect(health().details).not.toHaveProperty('loading');
  });

  it('a checkpoint waits for it, and nothing is pruned before', async () => {
    const { checkpoints, write, loading } = loadingServer();
    await write(line('n1', 1, 2));
    const saved = checkpoints.save(disk);
    const pruned = checkpoints.prune(disk);
    expect(await settled(saved)).toBe(false);
    expect(place.snapshots).toHaveLength(8);
    disk.openGates('journal', 'hosts', ...hosts);
    await Promise.all([saved, pruned, loading.all]);
    expect(place.snapshots).toHaveLength(9);
  });

  it('a stop before its end makes no checkpoint where a journal has the samples, and loses none', async () => {
    const first = loadingServer();
    await first.write(line('n1', 1, 2) + line('n8', 5, 6));
    disk.openGates('journal', 'hosts', 'n1');
    await first.loading.of('alpha', 'n1');
    const stopped = first.checkpoints.saveAtStop(disk);
    disk.openGates(...hosts);
    await stopped;
    expect(place.snapshots).toHaveLength(8);
    await expect(first.loading.all).rejects.toMatchObject({ code: 'CC_UNAVAILABLE' });
    const second = serverOn();
    await second.checkpoints.load(disk)!.all;
    expect(second.samples()['alpha/n1/load']).toEqual([at(0, 1), at(1, 2), at(2, 3)]);
    expect(second.samples()['alpha/n8/load']).toEqual([at(0, 1), at(2, 3), at(5, 6)]);
  });

  it('a stop before its end waits for it where there is no journal, and loses nothing', async () => {
    const first = serverOn();
    const plain = Object.assign(Object.create(disk) as GatedStore, { supports: { journal: false } });
    first.checkpoints.load(plain);
    await first.write(line('n1', 1, 2) + line('n8', 5, 6));
    const stopped = first.checkpoints.saveAtStop(plain);
    expect(await settled(stopped)).toBe(false);
    disk.openGates('journal', 'hosts', ...hosts);
    await stopped;
    const second = serverOn();
    await second.checkpoints.load(disk)!.all;
    expect(second.samples()['alpha/n1/load']).toEqual([at(0, 1), at(1, 2), at(2, 3)]);
    expect(second.samples()['alpha/n8/load']).toEqual([at(0, 1), at(2, 3), at(5, 6)]);
  });
});
