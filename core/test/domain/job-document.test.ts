import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobDocument, readJobDocument } from '../../src/domain/job-document.js';
import { jsonText } from '../../src/domain/json-text.js';
import { anyJob, minimalJob } from './sample-job.js';

const place = 'alpha/0/007/1700000000/meta.json';

it('writes all fields in their order', () => {
  const text = jsonText(
    jobDocument({
      ...minimalJob,
      partition: 'short',
      tags: [{ name: 'n', id: 3, scope: 'global', type: 't' }],
      resources: [{ accelerators: ['x'], hwthreads: [0, 1], configuration: 'c', hostname: 'n01' }],
      energyFootprint: { b: 2, a: 1 },
      footprint: { mem_used_max: 1.5 },
      metaData: { jobScript: '<x>', jobName: 'n' },
      energy: 0.5,
      arrayJobId: 1,
      walltime: 3600,
      requestedMemory: 5,
      smt: 1,
      monitoringStatus: 1,
      numAcc: 4,
      numHwthreads: 2,
      statistics: {
        b: { max: 3, min: 1, avg: 2, unit: { prefix: 'G', base: 'B' } },
        a: { unit: { base: '' }, avg: 0, min: 0, max: 0 },
      },
      id: 42,
      submitTime: 1,
    }),
  );
  expect(text).toBe(
    '{"cluster":"alpha","subCluster":"main","partition":"short","project":"p1","user":"u1","shared":"none",' +
      '"jobState":"completed","tags":[{"type":"t","name":"n","scope":"global","id":3}],' +
      '"resources":[{"hostname":"n01","configuration":"c","hwthreads":[0,1],"accelerators":["x"]}],' +
      '"energyFootprint":{"a":1,"b":2},"footprint":{"mem_used_max":1.5},' +
      '"metaData":{"jobName":"n","jobScript":"\\u003cx\\u003e"},"concurrentJobs":{"items":null,"count":0},"energy":0.5,' +
      '"arrayJobId":1,"walltime":3600,"requestedMemory":5,"jobId":7,"duration":120,"smt":1,"monitoringStatus":1,' +
      '"numAcc":4,"numHwthreads":2,"numNodes":1,"statistics":{"a":{"unit":{"base":""},"avg":0,"min":0,"max":0},' +
      '"b":{"unit":{"base":"B","prefix":"G"},"avg":2,"min":1,"max":3}},"id":42,"submitTime":1,"startTime":1700000000}',
  );
});

it('leaves out what is empty, and writes null for absent maps', () => {
  expect(jsonText(jobDocument(minimalJob))).toBe(
    '{"cluster":"alpha","subCluster":"main","project":"p1","user":"u1","shared":"none","jobState":"completed",' +
      '"resources":[{"hostname":"n01"}],"energyFootprint":null,"footprint":null,"metaData":null,' +
      '"concurrentJobs":{"items":null,"count":0},"energy":0,"jobId":7,"duration":120,"numNodes":1,"statistics":null,' +
      '"startTime":1700000000}',
  );
});

describe('reading', () => {
  it('takes the minimal document, in any key order, with unknown fields', () => {
    const document: unknown = JSON.parse(
      '{"startTime":1700000000,"stopTime":1,"cluster":"alpha","subCluster":"main","project":"p1","user":"u1","jobId":7,' +
        '"jobState":"completed","resources":[{"hostname":"n01","hwthreads":null}],"numNodes":1,"duration":120,"tags":null}',
    );
    expect(readJobDocument(document, place)).toEqual(minimalJob);
  });

  it.each([
    [0, 'multi_user'],
    [1, 'none'],
    [2, 'single_user'],
  ])('understands the old exclusive %i', (exclusive, shared) => {
    const { shared: _shared, ...old } = jobDocument(minimalJob);
    expect(readJobDocument({ ...old, exclusive }, place)).toMatchObject({ shared });
  });

  it('does not care for a monitoring status that it does not know', () => {
    expect(readJobDocument({ ...jobDocument(minimalJob), monitoringStatus: 9 }, place).monitoringStatus).toBe(3);
  });

  it.each([
    [{ metaData: { n: 1 } }, /metaData\.n must be a string, is 1/],
    [{ jobState: 'gone' }, /jobState must be one of .*, is "gone"/],
    [{ shared: 'all' }, /shared must be one of none, single_user, multi_user, is "all"/],
    [{ shared: null, exclusive: 3 }, /exclusive must be 0, 1 or 2/],
    [{ resources: [{ hostname: 1 }], jobId: '7' }, /resources\[0\]\.hostname must be a string, is 1; jobId must be/],
    [{ statistics: { load: { avg: 'x' } } }, /statistics\.load\.avg must be a number/],
  ])('refuses %j', (wrong, text) => {
    const document = { ...jobDocument(minimalJob), ...wrong };
    expect(() => readJobDocument(document, place)).toThrow(text);
    expect(() => readJobDocument(document, place)).toThrow(expect.objectContaining({ code: 'CC_CORRUPT_DATA' }));
    expect(() => readJobDocument(document, place)).toThrow(place);
  });

  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(anyJob, (job) => {
        expect(readJobDocument(JSON.parse(jsonText(jobDocument(job))), place)).toEqual(job);
      }),
    );
  });

  it('reads any document or says what is wrong with it', () => {
    const fields = Object.keys(jobDocument({ ...minimalJob, tags: [{ type: '', name: '', scope: '', id: 0 }] }));
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...fields, 'exclusive'), (value, field) => {
        for (const document of [value, { ...jobDocument(minimalJob), [field]: value }]) {
          try {
            readJobDocument(document, place);
          } catch (error) {
            expect(error).toMatchObject({ code: 'CC_CORRUPT_DATA' });
          }
        }
      }),
    );
  });
});
