import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeDisk } from '@cc-kernel/core/plugin';
import { testSettings, collectingLog } from '@cc-kernel/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorker } from '../../../../plugins/metricstore-wal/dist/log/log-threads.js';
import { WalCheckpointStore } from '../../../../plugins/metricstore-wal/src/wal-checkpoint-store.js';

const recorded = fileURLToPath(new URL('../../../../../shared/golden/metricstore/', import.meta.url));
const program = fileURLToPath(new URL('../../checkpoint-reader.mjs', import.meta.url));
const t0 = 1_772_323_200;

interface Case {
  readonly source?: string;
  readonly argument?: string;
  readonly exit: number;
  readonly stdout: string;
  readonly text?: string;
  readonly textEnd?: string;
  readonly textLength?: number;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-reader-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const cases = existsSync(recorded)
  ? (JSON.parse(readFileSync(`${recorded}reader/cases.json`, 'utf8')) as Case[]).filter(({ source }) => source)
  : [];

describe.skipIf(cases.length === 0)(
  'seed behaviour 6, binaryCheckpointReader: prints as the reader of cc-backend does',
  () => {
    it.each(cases.map((each) => [each.source!, each] as const))('%s', (source, each) => {
      copyFileSync(`${recorded}${source}`, join(folder, each.argument!));
      const { status, stdout } = read(each.argument!);
      expect([status, stdout]).toEqual([each.exit, each.stdout]);
      if (each.exit !== 0) return;
      const text = readFileSync(join(folder, each.argument!.replace(/\.\w+$/, '.txt')));
      if (each.text !== undefined) expect(text.toString()).toBe(each.text);
      if (each.textEnd !== undefined) expect(text.toString().endsWith(each.textEnd)).toBe(true);
      if (each.textLength !== undefined) expect(text.length).toBe(each.textLength);
    });
  },
);

describe('the log of a real writer thread', () => {
  let segment: string;
  beforeEach(async () => {
    const place = join(folder, 'checkpoints');
    const store = new WalCheckpointStore(
      { directory: place, durability: 'disk', maxLogSize: 0 },
      testSettings(),
      { now: () => t0, nowMs: () => 0 },
      collectingLog().logger,
      nodeDisk,
      startWorker,
    );
    await store.open();
    await store.append([
      { cluster: 'alpha', host: 'n1', levels: ['socket0'], metric: 'flops', time: t0, value: 1.5 },
      { cluster: 'alpha', host: 'n2', levels: [], metric: 'load', time: t0 + 60, value: NaN },
    ]);
    await store.close();
    const log = join(place, 'cc-kernel..log', 'segments..all');
    segment = join(log, readdirSync(log)[0]!);
  });

  it('seed behaviour 6, binaryCheckpointReader: is printed as text and as JSON', () => {
    expect(read(segment).status).toBe(0);
    expect(readFileSync(segment.replace(/\.log$/, '.txt'), 'utf8')).toContain(
      '  Host:        alpha/n1\n  Metric:      flops\n  Selectors:   [socket0]\n  Value:       1.5\n',
    );
    expect(JSON.parse(read('--json', segment).stdout)).toMatchObject({
      segment: 1,
      samples: [
        { host: 'n1', value: 1.5 },
        { host: 'n2', value: null },
      ],
      gaps: [],
    });
  });

  it('is verified, and a flipped bit is found', () => {
    expect(read('--verify', segment)).toMatchObject({ status: 0, stdout: `${segment}: sound\n` });
    const bytes = readFileSync(segment);
    bytes[bytes.length - 20]! ^= 4;
    writeFileSync(segment, bytes);
    const { status, stdout } = read('--verify', segment);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/bytes \d+ to \d+ hold no sound block/)]);
  });

  it('becomes files of cc-backend', () => {
    expect(read('--to-legacy', 'old', segment).status).toBe(0);
    expect(read('--to-legacy', 'old', segment).status).toBe(0);
    const file = join('old', 'alpha', 'n1', 'current.wal');
    expect(read('--verify', file).status).toBe(0);
    const record = { time: t0, metric: 'flops', levels: ['socket0'], value: 1.5 };
    expect(JSON.parse(read('--json', file).stdout)).toEqual({ records: [record, record], damages: [] });
  });
});
