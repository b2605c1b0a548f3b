import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceVerdicts } from './reference-decoder.js';
import { samplesOf as samplesOfStore, storeUnderTest } from './store-under-test.js';

const now = 1_772_400_000;
const metrics = [
  { name: 'load', step: 60, aggregation: 'avg' as const },
  { name: 'with space', step: 10, aggregation: 'sum' as const },
  { name: 'mëtric', step: 1, aggregation: '' as const },
];

const rare = fc.constantFrom(
  '\\',
  '"',
  '=',
  ',',
  ' ',
  '\t',
  '\u0000',
  '\r',
  '\n',
  '#',
  'ü',
  '\u007f',
  '\\ ',
  '\\,',
  '=”',
  '..',
  '/',
);
const word = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('alpha', 'beta', 'n1', 'n2', 'socket', 'node', 'hwthread', '0', '1', '17', 'x'),
  },
  { weight: 1, arbitrary: rare },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('a', 'n'), rare, fc.constantFrom('b', '')).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('', 'y'.repeat(250), 'y'.repeat(256)) },
);
const tagName = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'cluster',
      'hostname',
      'host',
      'type',
      'type-id',
      'stype',
      'stype-id',
      'subtype',
      'subtype-id',
      'unit',
      's',
    ),
  },
  { weight: 1, arbitrary: word },
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(3)) },
  {
    weight: 2,
    arbitrary: fc
      .bigInt({ min: -(2n ** 66n), max: 2n ** 66n })
      .chain((value) => fc.constantFrom(`${value}`, `${value}i`, `${value}u`)),
  },
  { weight: 2, arbitrary: fc.stringMatching(/^-?\d{0,20}\.?\d{0,20}(e[+-]?\d{1,3})?$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'NaN',
      'Inf',
      '+5',
      '0x10',
      'true',
      '"text"',
      '"a b, c=d"',
      '1_000',
      '1__0',
      '',
      '-',
      '.',
      '5.',
      '.5',
      '-0',
      '1e',
      '00012',
    ),
  },
);
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: now - 100_000, max: now + 700 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '0',
      '-1',
      `${now}000`,
      `${now}000000`,
      `${now}000000000`,
      `${now}999`,
      '9223372036854775808',
      '12345678901',
      '1e9',
      'now',
      `${now} ${now}`,
      `+${now}`,
      `000${now}`,
      '-1772323200500',
    ),
  },
  { weight: 1, arbitrary: word },
);
const measurement = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('load', 'with\\ space', 'mëtric') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('other', 'LOAD', 'with space', 'event', '', 'load\\', '#load', '\ufeffload'),
  },
);
const usual = fc
  .tuple(
    fc.constantFrom('load', 'with\\ space'),
    fc.constantFrom('n1', 'n2', 'n3'),
    fc.integer({ min: 0, max: 3 }),
    number,
    time,
  )
  .map(
    ([name, host, id, value, at]) =>
      `${name},cluster=alpha,hostname=${host},type=socket,type-id=${id} value=${value} ${at}`,
  );
const unusual = fc
  .record({
    measurement,
    tags: fc.array(fc.tuple(tagName, word), { maxLength: 6 }),
    gap: fc.constantFrom(' ', ' ', ' ', '  ', ''),
    fields: fc.array(fc.tuple(fc.constantFrom('value', 'value', 'value', 'val', ''), number), {
      minLength: 1,
      maxLength: 2,
    }),
    time,
    end: fc.constantFrom('', '', '', ' ', '\r', ' \r', '\r\r'),
  })
  .map(
    (line) =>
      `${line.measurement}${line.tags.map(([key, value]) => `,${key}=${value}`).join('')}${line.gap}` +
      `${line.fields.map(([key, value]) => `${key}=${value}`).join(',')} ${line.time}${line.end}`,
  );
const event = fc
  .tuple(fc.constantFrom('event', 'load,hostname=n1'), fc.constantFrom('"', '', 'a"'))
  .map(([name, end]) => `${name} text="a ${end} 5`);
const line = fc.oneof(
  { weight: 6, arbitrary: usual },
  { weight: 6, arbitrary: unusual },
  { weight: 1, arbitrary: event },
  { weight: 1, arbitrary: word },
);
const text = fc
  .array(line, { maxLength: 12 })
  .chain((lines) => fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n').map((feed) => lines.join(feed)));
const body = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(text, fc.constantFrom('\n', '')).map((parts) => Buffer.from(parts.join(''))) },
  {
    weight: 2, // some bytes of a good batch replaced
    arbitrary: fc
      .tuple(text, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }))
      .map(([good, changes]) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        return bytes;
      }),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);
const batches = fc.array(
  fc.record({
    body,
    cuts: fc.array(fc.nat(), { maxLength: 4 }),
    defaultCluster: fc.constantFrom('', 'alpha', '../x', 'dé'),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Where two float32 are equally near, or next to it. */
const nearlyBetween = fc
  .tuple(fc.float({ min: Math.fround(1e-3), max: Math.fround(1e6), noNaN: true }), fc.integer({ min: 15, max: 18 }))
  .map(([value, digits]) => {
    const next = new Float32Array([value]);
    new Int32Array(next.buffer)[0]!++;
    return Number((value + next[0]!) / 2).toPrecision(digits);
  });
/** A sender that sends the same series again and again, mostly in the same order. Its keys are alike: most differ in one letter. */
const steady = fc
  .integer({ min: 1, max: 40 })
  .chain((length) =>
    fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('load', 'with\\ space'),
        fc
          .tuple(fc.nat(length - 1), fc.constantFrom('a', 'b'))
          .map(([at, letter]) => replaced('h'.repeat(length), at, letter)),
        fc.constantFrom(
          '',
          ',type=node',
          ',type=hwthread,type-id=7',
          ',type=hwthread,type-id=8',
          ',type=memoryDomain,type-id=1',
        ),
      ),
      { minLength: 1, maxLength: 12, selector: (parts) => parts.join(' ') },
    ),
  )
  .chain((keys) => {
    const plain = fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^-?\d{1,9}(\.\d{0,9})?$/) },
      { weight: 1, arbitrary: number },
      { weight: 1, arbitrary: nearlyBetween },
    );
    const line = fc.record({
      key: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) }),
      field: fc.oneof(
        { weight: 20, arbitrary: fc.constant('value') },
        { weight: 1, arbitrary: fc.constantFrom('valua', 'Value') },
      ),
      value: plain,
      late: fc.oneof(
        { weight: 12, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(1, 7, 5000, -540, -700, -9999) },
      ),
      isSkipped: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    });
    const round = fc.tuple(...keys.map(() => line));
    return fc.array(round, { minLength: 2, maxLength: 5 }).map((rounds) =>
      rounds.map((lines, at) =>
        lines
          .map(({ key, field, value, late, isSkipped }, each) => {
            const [name, host, tags] = keys[(each + key) % keys.length]!;
            const time = now - 600 + 60 * at - late;
            return isSkipped ? '' : `${name},cluster=alpha,hostname=${host}${tags} ${field}=${value} ${time}\n`;
          })
          .join(''),
      ),
    );
  });

function replaced(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1);
}

type Batch = { readonly body: Buffer; readonly cuts: readonly number[]; readonly defaultCluster: string };

async function mustAgree(all: readonly Batch[]): Promise<void> {
  const tested = storeUnderTest(metrics, { now });
  const plain = storeUnderTest(metrics, { now }).store;
  for (const { body: bytes, cuts, defaultCluster } of all) {
    const report = await tested.write(cut(bytes, cuts), defaultCluster);
    const verdicts = referenceVerdicts(bytes, metrics, { defaultCluster, now });
    for (const each of verdicts) {
      if (each.kind !== 'sample') continue;
      const level = plain.levelAt(each.path);
      plain.series.write(plain.seriesAt(level, plain.table.find(each.metric)!), each.time, each.value);
    }
    const count = (test: (kind: (typeof verdicts)[number]) => boolean) => verdicts.filter(test).length;
    expect({
      received: report.received,
      stored: report.stored,
      rejected: report.rejected,
      tooOld: report.tooOld,
      isError: report.fatal !== undefined,
    }).toEqual({
      received: count(({ kind }) => kind !== 'nothing'),
      stored: count(({ kind }) => kind === 'sample'),
      rejected: count(({ kind }) => kind === 'refused'),
      tooOld: 0,
      isError: verdicts.some((each) => each.kind === 'refused' && !each.quiet),
    });
  }
  expect(tested.samples()).toEqual(samplesOfStore(plain));
}

describe('the line-protocol decoder, on anything', () => {
  const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 400) };

  it('agrees with the slow reference, however the bytes are cut, and counts every line', async () => {
    await fc.assert(fc.asyncProperty(batches, mustAgree), runs);
  }, 600_000);

  it('agrees with it when senders repeat themselves', async () => {
    await fc.assert(
      fc.asyncProperty(steady, fc.array(fc.nat(), { maxLength: 3 }), (rounds, cuts) =>
        mustAgree(rounds.map((text) => ({ body: Buffer.from(text), cuts, defaultCluster: '' }))),
      ),
      runs,
    );
  }, 600_000);

  it('takes lines longer and batches larger than it looks at in one go', async () => {
    const keys = Array.from(
      { length: 3000 },
      (_, at) => `load,cluster=alpha,hostname=n${at},unit=${'u'.repeat(at % 2000)}`,
    );
    const text = (time: number) => keys.map((key, at) => `${key} value=${at}.5 ${time}\n`).join('');
    await mustAgree(
      [now - 120, now - 60, now].map((time) => ({ body: Buffer.from(text(time)), cuts: [], defaultCluster: '' })),
    );
  }, 60_000);
});

function cut(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((at) => at % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((to, at) => bytes.subarray(places[at], to));
}
