import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobDataText, jobMetricText, readJobData } from '../../src/domain/job-data-text.js';
import { anyData, dataOf, metricOf, series } from './sample-job.js';

const place = 'alpha/0/007/1700000000/data.json';
const statistics = { avg: 0, min: 0, max: 0 };

function read(text: string) {
  return readJobData(JSON.parse(text), place);
}

it.each([
  [0.1, '0.10'],
  [2.675, '2.67'],
  [3.125, '3.12'],
  [-3.125, '-3.12'],
  [0.375, '0.38'],
  [0.625, '0.62'],
  [0.005, '0.00'],
  [0.045, '0.05'],
  [16777217.5, '16777218.00'],
  [123456789.123, '123456792.00'],
  [1e10, '10000000000.00'],
  [NaN, 'null'],
  [Infinity, 'null'],
])('writes the sample %d as %s', (value, text) => {
  const written = jobMetricText(metricOf({ hostname: 'n', statistics, data: Float64Array.of(value) })).toString();
  expect(written).toContain(`"data":[${text}]`);
});

it('writes statistics in double precision, and none that JSON cannot hold', () => {
  const written = jobMetricText(
    metricOf({ hostname: 'n', statistics: { avg: 0.005, min: NaN, max: Infinity }, data: new Float32Array() }),
  );
  expect(written.toString()).toContain('{"min":0.00,"avg":0.01,"max":0.00}');
});

it('writes the example of the format page', () => {
  const data = dataOf({ cpu_load: { node: metricOf(series('n01', [1, NaN, 2])) } });
  expect(jobDataText(data).toString()).toBe(
    '{"cpu_load":{"node":{"unit":{"base":""},"series":[{"hostname":"n01","statistics":{"min":1.00,"avg":1.50,"max":2.00},' +
      '"data":[1.00,null,2.00]}],"timestep":60}}}',
  );
});

it('sorts metrics and scopes, and escapes names', () => {
  const one = metricOf({ hostname: 'a"b', id: '<0>', statistics, data: new Float64Array() });
  const withStatistics = {
    ...one,
    statisticsSeries: { median: Float64Array.of(1, NaN), min: Float64Array.of(0.625), max: new Float64Array() },
  };
  const data = dataOf({ b: { socket: one, node: withStatistics, core: one }, a: {} });
  const entry =
    '{"unit":{"base":""},"series":[{"hostname":"a\\"b","id":"\\u003c0\\u003e","statistics":{"min":0.00,"avg":0.00,"max":0.00},"data":[]}],"timestep":60}';
  const across = '"statisticsSeries":{"mean":null,"median":[1.00,null],"min":[0.62],"max":[]},';
  expect(jobDataText(data).toString()).toBe(
    `{"a":{},"b":{"core":${entry},"node":${entry.replace('{', `{${across}`)},"socket":${entry}}}`,
  );
  expect(jobDataText(new Map()).toString()).toBe('{}');
});

describe('reading', () => {
  it('takes absent statistics as zeros, absent lists as empty, and null as no metrics', () => {
    expect(read('null')).toEqual(new Map());
    expect(read('{"m":null,"n":{"node":{"unit":null,"timestep":60,"series":[{"hostname":"h","data":null}]}}}')).toEqual(
      dataOf({ m: {}, n: { node: metricOf({ hostname: 'h', statistics, data: new Float64Array() }) } }),
    );
    expect(read('{"n":{"node":{"timestep":60,"series":null}}}')).toEqual(dataOf({ n: { node: metricOf() } }));
  });

  it('leaves out unknown scopes and says so', () => {
    const notices: string[] = [];
    const data = readJobData({ m: { rack: {} } }, place, (text) => notices.push(text));
    expect([data, notices]).toEqual([
      dataOf({ m: {} }),
      [`${place}: m has the unknown scope "rack", which is left out`],
    ]);
  });

  it.each([
    ['[]', /the document must be an object, is a list/],
    ['{"filesystems":[]}', /filesystems must be an object, is a list/],
    [
      '{"m":{"node":{"series":[{"data":["x",{}]}]}}}',
      /m\.node\.series\[0\]\.data\[0\] must be a number or null \(and 1 more/,
    ],
    ['{"m":{"node":{"series":[{"hostname":5}]}}}', /m\.node\.series\[0\]\.hostname must be a string/],
  ])('refuses %s', (text, reason) => {
    expect(() => read(text)).toThrow(reason);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'CC_CORRUPT_DATA' }));
    expect(() => read(text)).toThrow(place);
  });

  it('reads back what was written, within half a cent', () => {
    fc.assert(
      fc.property(anyData, (data) => {
        const text = jobDataText(data).toString();
        const again = read(text);
        expect(jobDataText(again).toString()).toBe(text);
        expect([...again.keys()].toSorted()).toEqual([...data.keys()].toSorted());
        for (const [metric, scopes] of data) {
          for (const [scope, { series: all }] of scopes) {
            const back = again.get(metric)!.get(scope)!;
            all.forEach((each, i) => {
              expect(back.series[i]).toMatchObject({ hostname: each.hostname, statistics: each.statistics });
              each.data.forEach((value, at) => {
                const read_ = back.series[i]!.data[at]!;
                expect(Number.isNaN(value) ? Number.isNaN(read_) : Math.abs(read_ - value) <= 0.0051).toBe(true);
              });
            });
          }
        }
      }),
    );
  });

  it('reads any document or says what is wrong with it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const documents = [
          value,
          { m: value },
          { m: { node: value } },
          { m: { node: { series: [value], statisticsSeries: value } } },
        ];
        for (const document of documents) {
          try {
            readJobData(document, place);
          } catch (error) {
            expect(error).toMatchObject({ code: 'CC_CORRUPT_DATA' });
          }
        }
      }),
    );
  });
});
