import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentJobArchive } from '../../src/archive/document-job-archive.js';
import { jobDataText } from '../../src/domain/job-data-text.js';
import type { ArchivedJob } from '../../src/domain/job.js';
import { MemoryArchiveTarget } from '../../src/testing/memory-archive-target.js';
import type { MemoryObjects } from '../../src/testing/memory-archive-target.js';
import { anyData, anyJob, dataOf, metricOf, minimalJob, series } from '../domain/sample-job.js';
import { LinesLog } from './fakes.js';

const folder = 'alpha/0/007/1700000000';
const small = dataOf({ load: { node: metricOf(series('n01', [1, NaN, 2])) } });
const large = dataOf({
  load: {
    node: metricOf(
      series(
        'n01',
        Array.from({ length: 1000 }, (_, i) => i),
      ),
    ),
  },
});

async function openArchive(objects: MemoryObjects = new Map()) {
  const target = new MemoryArchiveTarget(objects);
  await target.open();
  const log = new LinesLog();
  return { archive: new DocumentJobArchive(target, log), target, objects, log };
}

async function allJobs(archive: DocumentJobArchive): Promise<(ArchivedJob | string)[]> {
  const all: (ArchivedJob | string)[] = [];
  for await (const found of archive.jobs()) all.push(found instanceof Error ? found.message : found);
  return all;
}

function textOf(objects: MemoryObjects, name: string): string {
  return Buffer.from(objects.get(name)!).toString();
}

it('writes small data as they are and large data compressed, each with a final newline', async () => {
  const { archive, objects } = await openArchive();
  await archive.publish(minimalJob, small);
  expect([...objects.keys()].toSorted()).toEqual([`${folder}/data.json`, `${folder}/meta.json`]);
  expect(textOf(objects, `${folder}/data.json`)).toBe(`${jobDataText(small).toString()}\n`);
  expect(textOf(objects, `${folder}/meta.json`)).toMatch(/^\{"cluster":"alpha",.*\}\n$/);
  await archive.publish(minimalJob, large);
  expect([...objects.keys()].toSorted()).toEqual([`${folder}/data.json.gz`, `${folder}/meta.json`]);
  expect(gunzipSync(objects.get(`${folder}/data.json.gz`)!).toString()).toBe(`${jobDataText(large).toString()}\n`);
});

it('compresses texts above 2000 bytes', async () => {
  const { archive, objects } = await openArchive();
  const sized = (bytes: number) => dataOf({ m: { node: metricOf(series('x'.repeat(bytes - 139), [1])) } });
  expect(jobDataText(sized(2000)).length + 1).toBe(2000);
  await archive.publish(minimalJob, sized(2000));
  expect(objects.has(`${folder}/data.json`)).toBe(true);
  await archive.publish(minimalJob, sized(2001));
  expect(objects.has(`${folder}/data.json.gz`)).toBe(true);
});

it('does not let old data hide new ones, nor serve them from memory', async () => {
  const { archive } = await openArchive();
  await archive.publish(minimalJob, large);
  expect((await archive.loadData(minimalJob))?.get('load')?.get('node')?.series[0]?.data).toHaveLength(1000);
  await archive.publish(minimalJob, small);
  expect((await archive.loadData(minimalJob))?.get('load')?.get('node')?.series[0]?.data).toHaveLength(3);
});

it('reads back any job and its data', async () => {
  await fc.assert(
    fc.asyncProperty(anyJob, anyData, async (job, data) => {
      const { archive } = await openArchive();
      await archive.publish(job, data);
      expect(await archive.loadMeta(job)).toEqual(job);
      expect(jobDataText((await archive.loadData(job))!).equals(jobDataText(data))).toBe(true);
      expect(await allJobs(archive)).toEqual([job]);
    }),
    { numRuns: 50 },
  );
});

it('knows nothing of a job that was never published', async () => {
  const { archive } = await openArchive();
  expect(await archive.loadMeta(minimalJob)).toBeUndefined();
  expect(await archive.loadData(minimalJob)).toBeUndefined();
  await expect(archive.storeMeta(minimalJob)).rejects.toMatchObject({ code: 'CC_NOT_FOUND' });
  await archive.delete(minimalJob);
});

it('replaces the meta document, and deletes all of a job', async () => {
  const { archive, objects } = await openArchive();
  await archive.publish(minimalJob, large);
  const tagged = { ...minimalJob, tags: [{ id: 1, type: 't', name: 'n', scope: 'global' }] };
  await archive.storeMeta(tagged);
  expect(await archive.loadMeta(minimalJob)).toEqual(tagged);
  await archive.loadData(minimalJob);
  await archive.delete(minimalJob);
  expect(objects.size).toBe(0);
  expect(await archive.loadData(minimalJob)).toBeUndefined();
});

it('does one thing at a time with one job', async () => {
  const { archive, target } = await openArchive();
  await archive.publish(minimalJob, small);
  const reads: string[] = [];
  const get = target.get.bind(target);
  target.get = (name) => {
    reads.push(name);
    return get(name);
  };
  const users = ['a', 'b', 'c'];
  await Promise.all([
    ...users.map((user) => archive.publish({ ...minimalJob, user }, large)),
    archive.storeMeta({ ...minimalJob, user: 'last' }),
    archive.loadData(minimalJob),
    archive.loadData(minimalJob),
  ]);
  expect(await archive.loadMeta(minimalJob)).toMatchObject({ user: expect.stringMatching(/^(a|b|c|last)$/) });
  expect((await archive.loadData(minimalJob))?.get('load')?.get('node')?.series[0]?.data).toHaveLength(1000);
  expect(reads.filter((name) => name.endsWith('data.json')).length).toBeLessThanOrEqual(1);
});

describe('when the process dies or the disk fills up while publishing', () => {
  it('has no job before its meta document is written', async () => {
    const { archive, target, objects } = await openArchive();
    const put = target.put.bind(target);
    target.put = async (name, bytes) => {
      if (name.endsWith('meta.json')) throw new Error('power cut');
      await put(name, bytes);
    };
    await expect(archive.publish(minimalJob, large)).rejects.toThrow('power cut');
    const { archive: restarted } = await openArchive(objects);
    expect(await restarted.loadMeta(minimalJob)).toBeUndefined();
    expect(await restarted.loadData(minimalJob)).toBeUndefined();
    expect(await allJobs(restarted)).toEqual([]);
    await restarted.publish(minimalJob, small);
    expect(await allJobs(restarted)).toEqual([minimalJob]);
  });

  it('keeps what was there', async () => {
    const { archive, target, objects } = await openArchive();
    await archive.publish(minimalJob, small);
    const before = new Map(objects);
    target.writeFault = new Error('the disk is full');
    await expect(archive.publish({ ...minimalJob, user: 'other' }, large)).rejects.toThrow('the disk is full');
    expect(objects).toEqual(before);
    expect(await archive.loadMeta(minimalJob)).toEqual(minimalJob);
  });
});

describe('what cannot be read', () => {
  it.each([
    [{ [`${folder}/meta.json`]: '{' }, /meta\.json is not JSON/],
    [{ [`${folder}/meta.json`]: '{"jobState":1}' }, /meta\.json: jobState must be a string/],
    [{ [`${folder}/meta.json`]: metaOf({ ...minimalJob, jobId: 8 }) }, /is about another job: job 8 on alpha/],
    [
      { ['alpha/0/7/1700000000/meta.json']: metaOf(minimalJob) },
      /alpha\/0\/7\/1700000000\/meta\.json is not where a job belongs/,
    ],
    [{ ['alpha/0/007/lost+found/meta.json']: metaOf(minimalJob) }, /is not where a job belongs/],
  ])('is yielded as an error among the others: %j', async (objects, reason) => {
    const good = { ...minimalJob, jobId: 9 };
    const { archive, objects: stored } = await openArchive();
    await archive.publish(good, small);
    for (const [name, text] of Object.entries(objects)) {
      stored.set(name, Buffer.from(text));
    }
    const all = await allJobs(archive);
    expect(all).toHaveLength(2);
    expect(all).toContainEqual(good);
    expect(all).toContainEqual(expect.stringMatching(reason));
  });

  it('is an error that names the object, never empty data', async () => {
    const { archive, objects } = await openArchive();
    await archive.publish(minimalJob, small);
    const cases: [string, Uint8Array, RegExp][] = [
      ['data.json', Buffer.from('{"a":'), /data\.json is not JSON/],
      ['data.json.gz', Buffer.from('not gzip'), /data\.json\.gz cannot be decompressed/],
      ['data.json.gz', gzipSync('{"load":[]}'), /data\.json\.gz: load must be an object/],
      ['data.json.gz', gzipSync('{"load":{}}').subarray(0, 20), /data\.json\.gz cannot be decompressed/],
    ];
    for (const [name, bytes, reason] of cases) {
      objects.set(`${folder}/${name}`, bytes);
      await expect(archive.loadData(minimalJob)).rejects.toThrow(reason);
      await expect(archive.loadData(minimalJob)).rejects.toMatchObject({ code: 'CC_CORRUPT_DATA' });
    }
    objects.delete(`${folder}/data.json.gz`);
    objects.delete(`${folder}/data.json`);
    await expect(archive.loadData(minimalJob)).rejects.toThrow(/has meta\.json, but no data/);
  });

  it('is any meta document of bytes that nobody wrote', async () => {
    const { archive, objects } = await openArchive();
    await archive.publish(minimalJob, small);
    const good = objects.get(`${folder}/meta.json`)!;
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length), fc.uint8Array({ maxLength: 20 }), async (at, bytes) => {
        objects.set(`${folder}/meta.json`, Buffer.concat([good.slice(0, at), bytes, good.slice(at + bytes.length)]));
        const read = await archive.loadMeta(minimalJob).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ code: 'CC_CORRUPT_DATA' });
        else expect(read).toMatchObject({ cluster: 'alpha', jobId: 7, startTime: 1700000000 });
      }),
    );
  });

  it('does not include a data document that is null: it has no metrics', async () => {
    const { archive, objects } = await openArchive();
    await archive.publish(minimalJob, small);
    objects.set(`${folder}/data.json`, Buffer.from('null\n'));
    expect(await archive.loadData(minimalJob)).toEqual(new Map());
  });

  it('survives any single flipped bit with the data or an error', async () => {
    const { archive, objects } = await openArchive();
    await archive.publish(minimalJob, large);
    const good = objects.get(`${folder}/data.json.gz`)!;
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length * 8 - 1), async (bit) => {
        const bad = Uint8Array.from(good);
        bad[bit >> 3]! ^= 1 << (bit & 7);
        const { archive: reader } = await openArchive(new Map(objects).set(`${folder}/data.json.gz`, bad));
        const read = await reader.loadData(minimalJob).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ code: 'CC_CORRUPT_DATA' });
        else expect(jobDataText(read as typeof large).equals(jobDataText(large))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

it('refuses a cluster name that would lead out of the archive', async () => {
  const { archive, objects } = await openArchive();
  for (const cluster of ['../x', 'a/b', '.hidden', '', 'a\nb']) {
    await expect(archive.publish({ ...minimalJob, cluster }, small)).rejects.toMatchObject({
      code: 'CC_INVALID_INPUT',
    });
    await expect(archive.loadMeta({ ...minimalJob, cluster })).rejects.toMatchObject({ code: 'CC_INVALID_INPUT' });
  }
  expect(objects.size).toBe(0);
});

function metaOf(job: ArchivedJob): string {
  return JSON.stringify({ ...job, tags: undefined });
}
