import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '@cc-kernel/core/plugin';
import type { DurableDisk, HostSnapshot } from '@cc-kernel/core/plugin';
import { FaultyDisk, describeCheckpointStore, testSettings } from '@cc-kernel/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JsonCheckpointStore } from '../../src/json-checkpoint-store.js';

function storeOn(directory: string, disk: DurableDisk = nodeDisk): JsonCheckpointStore {
  return new JsonCheckpointStore({ directory }, testSettings(), disk);
}

describeCheckpointStore('metricstore-json', async () => {
  const root = await mkdtemp(join(tmpdir(), 'metricstore-json-'));
  const directory = join(root, 'var', 'checkpoints');
  let fullFor: string | undefined;
  let faulty: FaultyDisk | undefined;
  const fullDisk: DurableDisk = {
    ...nodeDisk,
    write: (path, pieces) => nodeDisk.write(path, fullFor !== undefined && path.includes(fullFor) ? noSpace() : pieces),
  };
  return {
    async open() {
      const store = storeOn(directory, faulty?.disk ?? fullDisk);
      await store.open();
      return store;
    },
    async failWritesOf(cluster, host) {
      fullFor = join(cluster, host);
      return async () => {
        fullFor = undefined;
      };
    },
    async damageNewest(cluster, host) {
      const folder = join(directory, cluster, host);
      const newest = (await readdir(folder)).sort().at(-1)!;
      const text = await readFile(join(folder, newest), 'utf8');
      await writeFile(join(folder, newest), text.slice(0, text.length / 2));
    },
    async crash() {
      const lock = join(directory, 'cc-kernel..lock', 'holder..process', 'pid');
      await writeFile(lock, '999999999 1'); // no such process
    },
    failDisk(fault) {
      faulty = new FaultyDisk(fault);
      return faulty;
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
});

describe('the folder of JSON checkpoints', () => {
  let directory: string;
  let store: JsonCheckpointStore;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'metricstore-json-'));
    store = storeOn(directory);
    await store.open();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('holds what cc-backend writes, with full precision', async () => {
    await store.save(each(example));
    expect(await readFile(join(directory, 'alpha/a0603/1700000000.json'), 'utf8')).toBe(
      '{"metrics":{"load":{"frequency":60,"start":1700000000,"data":[0.5,null,2]}},"children":{"socket0":{"metrics":' +
        '{"flops":{"frequency":60,"start":1700000060,"data":[0.1]}},"children":{},"from":1700000000,"to":1700003600}},' +
        '"from":1700000000,"to":1700003600}\n',
    );
  });

  it('holds nothing but folders on the first two levels, also while it is locked', async () => {
    await store.save(each(example));
    for (const cluster of await readdir(directory, { withFileTypes: true })) {
      expect(cluster.isDirectory()).toBe(true);
      const hosts = await readdir(join(directory, cluster.name), { withFileTypes: true });
      expect(hosts.every((host) => host.isDirectory())).toBe(true);
    }
    await store.close();
    expect(await readdir(directory)).toEqual(['alpha']);
  });

  it('passes over what is no checkpoint, and says so', async () => {
    await store.save(each(example));
    const folder = join(directory, 'alpha/a0603');
    await writeFile(join(directory, 'stray.txt'), '');
    await writeFile(join(directory, 'alpha/current.wal'), '');
    await symlink('a0603', join(directory, 'alpha/link'));
    await writeFile(join(folder, 'latest.json'), '{}');
    await writeFile(join(folder, '1700000000.bin'), '');
    await writeFile(join(folder, 'notes.txt'), '');
    await writeFile(join(folder, '1700009999.json.tmp'), '{"metr');
    await mkdir(join(folder, '60'));
    await mkdir(join(directory, 'empty/host'), { recursive: true });
    expect(await collect(store.restore(0))).toHaveLength(1);
    expect(store.quarantined.map(({ file }) => file.slice(directory.length + 1)).sort()).toEqual([
      'alpha/a0603/1700000000.bin',
      'alpha/a0603/latest.json',
      'alpha/current.wal',
      'alpha/link',
      'stray.txt',
    ]);
    expect(await readdir(folder)).not.toContain('1700009999.json.tmp');
  });

  it.each([
    ['cut off', '{"metrics":{"load":{"frequency":60,"start":1,"data":[1,2'],
    ['a text among the values', '{"metrics":{"load":{"frequency":60,"start":1,"data":[1.5,"2.5"]}},"children":{}}'],
    ['a frequency of 0', '{"metrics":{"load":{"frequency":0,"start":1,"data":[1]}},"children":{}}'],
    ['no start', '{"metrics":{"load":{"frequency":60,"data":[1]}},"children":{}}'],
    ['something behind the end', '{"metrics":{},"children":{}} x'],
    ['no JSON at all', '\u0000\u0001'],
    ['an empty file', ''],
    ['numbers that JSON does not know', '{"metrics":{"load":{"frequency":60,"start":1,"data":[01]}}}'],
    ['endless nesting', '{"children":{"a":'.repeat(2000)],
  ])('keeps a damaged file aside: %s', async (_, text) => {
    const folder = join(directory, 'alpha/a0603');
    await store.save(each(example));
    await writeFile(join(folder, '1700005000.json'), text);
    expect(await collect(store.restore(0))).toHaveLength(1);
    expect(store.quarantined).toMatchObject([{ file: join(folder, '1700005000.json.corrupt') }]);
    expect(await readFile(join(folder, '1700005000.json.corrupt'), 'utf8')).toBe(text);
    expect(await collect(store.restore(0))).toHaveLength(1);
  });

  it.each([
    ['an empty object', '{}', []],
    ['a metric that is null', '{"metrics":{"load":null},"children":null}', []],
    [
      'any order of keys, unknown keys, blanks and numbers of every kind',
      ' { "to" : 1700000100 , "x":[{"a":"\\"}"},true,null,1e5], "children" : {} , "metrics":{"load":{"data":[ 1e1 , null,-0.25E+1,' +
        '123456789012345678901234567890],"unit":"x","start":1700000000,"frequency":60}},"from":1700000000}\n',
      [10, NaN, -2.5, Math.fround(1.2345678901234568e29)],
    ],
  ])('reads %s', async (_, text, values) => {
    await mkdir(join(directory, 'alpha/a0603'), { recursive: true });
    await writeFile(join(directory, 'alpha/a0603/1700000000.json'), text);
    const [snapshot] = await collect(store.restore(0));
    expect([...(snapshot?.root.metrics.get('load')?.[0]?.values ?? [])]).toEqual(values);
    expect(store.quarantined).toEqual([]);
  });

  it('writes long runs without keeping others waiting', async () => {
    const values = Float32Array.from({ length: 60_000 }, (_, at) => Math.sin(at) * 100);
    const metrics = new Map([['load', [{ start: 0, step: 1, values }]]]);
    const large = { ...example, root: { metrics, children: new Map() } };
    await store.save(each(large));
    const [restored] = await collect(store.restore(0));
    expect(restored!.root.metrics.get('load')![0]!.values).toEqual(values);
  });
});

/** Half a file, then the end of the disk. */
function* noSpace(): Generator<Uint8Array> {
  yield Buffer.from('{"metrics":{');
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

const example: HostSnapshot = {
  cluster: 'alpha',
  host: 'a0603',
  from: 1700000000,
  to: 1700003600,
  root: {
    metrics: new Map([['load', [{ start: 1700000000, step: 60, values: Float32Array.of(0.5, NaN, 2) }]]]),
    children: new Map([
      [
        'socket0',
        {
          metrics: new Map([['flops', [{ start: 1700000060, step: 60, values: Float32Array.of(0.1) }]]]),
          children: new Map(),
        },
      ],
    ]),
  },
};

async function* each(...snapshots: readonly HostSnapshot[]): AsyncGenerator<HostSnapshot> {
  yield* snapshots;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
