import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startParquetThread } from '../../src/archive/parquet-thread.js';
import { query } from '../duckdb.js';
import { golden } from '../golden.js';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

it('whoever waits for a thread that has died learns so, and so does whoever asks later', async () => {
  const dying = new URL(`data:text/javascript,${encodeURIComponent('process.exit(1)')}`);
  const encoder = startParquetThread(dying);
  await expect(encoder.add([])).rejects.toThrow('has ended');
  await expect(encoder.end()).rejects.toThrow('has ended');
  await encoder.close();
});

describe.skipIf(golden === undefined)('-cleanup-checkpoints, mode archive (needs ../shared/golden)', () => {
  const recorded = `${golden}/metricstore`;
  let root: string;
  let printed: ReturnType<typeof spawnSync>;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'archive-checkpoints-'));
    cpSync(`${recorded}/checkpoints-bin-seed1/checkpoints`, join(root, 'checkpoints'), { recursive: true });
    const damaged = join(root, 'checkpoints', 'orion', 'n010', '1772323101.bin');
    writeFileSync(damaged, Buffer.alloc(50, 1));
    // The recording's n011 is the first snapshot of n010 in JSON.
    const first = 'checkpoints/orion/n010/1772323100.json';
    cpSync(`${recorded}/checkpoints-json-seed1/${first}`, join(root, first.replace('n010', 'n011')));
    for (const host of ['v01', 'v02'])
      cpSync(`${recorded}/checkpoints-live/c-killed/vela/${host}`, join(root, 'checkpoints', 'vela', host), {
        recursive: true,
      });
    const store = {
      'retention-in-memory': '24h',
      'checkpoint-interval': '12h',
      'memory-cap': 1,
      checkpoints: { directory: './checkpoints' },
      cleanup: { mode: 'archive', directory: './samples' },
    };
    writeFileSync(join(root, 'config.json'), JSON.stringify({ main: {}, 'metric-store': store }));
    writeFileSync(join(root, '.env'), 'SESSION_KEY=0123456789abcdef0123456789abcdef\n');
    printed = spawnSync(process.execPath, [program, '-cleanup-checkpoints'], { cwd: root, encoding: 'utf8' });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('says what it did, removes what it archived, and nothing else', () => {
    expect([printed.status, printed.stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ checkpoint files .* archived\.$/m),
    ]);
    const left = readdirSync(join(root, 'checkpoints'), { recursive: true }).map(String);
    // A log of cc-backend is no checkpoint; its samples become one at the next start.
    expect(left.filter((name) => name.includes('.')).sort()).toEqual([
      'orion/n010/1772323101.bin',
      'vela/v01/current.wal',
      'vela/v02/current.wal',
    ]);
    expect(readdirSync(join(root, 'samples')).sort()).toEqual(['lynx', 'orion', 'vela']);
  });

  it.each(['lynx', 'orion', 'vela'])(
    'has the columns of the recorded file of %s, and every sample that was sent once',
    async (cluster) => {
      const own = fileIn(join(root, 'samples', cluster));
      const theirs = fileIn(join(recorded, 'parquet', cluster));
      const columns = (file: string) =>
        query(
          `select name, type, repetition_type, converted_type from parquet_schema('${file}') where type is not null`,
        );
      expect(await columns(own)).toEqual(await columns(theirs));
      const kinds = (file: string) =>
        query(`select distinct path_in_schema, compression, encodings from parquet_metadata('${file}') order by all`);
      expect(await kinds(own)).toEqual(await kinds(theirs));

      const expected = new Set<string>();
      for (const [path, samples] of await sentOf(cluster)) {
        const [, host = '', ...rest] = path;
        const [unit, id] = unitOf(rest.at(-2) ?? '');
        for (const [time, value] of samples)
          expected.add([host, rest.at(-1), unit, id, time, Math.fround(value)].join('|'));
      }
      const rowsOf = async (file: string, hosts: string) => {
        const key = 'hostname, metric, scope, scope_id, timestamp, value';
        return (await query(`select ${key} from '${file}' where hostname ${hosts} order by all`)).map((row) =>
          row.join('|'),
        );
      };
      const rows = await rowsOf(own, "<> 'n011'");
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows.filter((row) => !expected.has(row))).toEqual([]);
      // cc-backend leaves out samples at the end of a window; what its own archive has is there.
      const values = (file: string) =>
        query(`select distinct hostname, metric, scope, scope_id, value from '${file}' order by all`);
      expect(await values(own)).toEqual(await values(theirs));
      expect(rows.length).toBeGreaterThan(cluster === 'vela' ? 600 : 10_000);
      // JSON rounds values to a tenth, so what was sent is no measure; one snapshot has no seam, so the times are the recorded ones.
      expect(await rowsOf(own, "= 'n011'")).toEqual(await rowsOf(theirs, "= 'n011'"));
    },
  );
});

interface Recording {
  truth(name: string): Map<string, [number, number][]>;
}

type Sent = readonly (readonly [readonly string[], readonly (readonly [number, number, ...unknown[]])[]])[];

/** Cluster, host, level if any, metric → times and values. */
async function sentOf(cluster: string): Promise<Sent> {
  if (cluster === 'vela') {
    const live = gunzipSync(readFileSync(`${golden}/metricstore/checkpoints-live/sent.json.gz`)).toString();
    const { series } = JSON.parse(live) as {
      series: { path: string[]; metric: string; samples: [number, number, unknown][] }[];
    };
    return series.map(({ path, metric, samples }) => [[...path, metric], samples]);
  }
  const window = pathToFileURL(`${golden}/metricstore/window.mjs`).href;
  const recording = (await import(window)) as Recording;
  const all = [...recording.truth('checkpoints-bin-seed1')].map(
    ([path, samples]) => [path.split('/'), samples] as const,
  );
  return all.filter(([[of]]) => of === cluster);
}

function unitOf(level: string): readonly [string, string] {
  if (level === '') return ['node', ''];
  const units = /^(socket|memoryDomain|core|hwthread|accelerator)(\d.*)$/;
  const [, kind = level, id = ''] = units.exec(level) ?? [];
  return [kind, id];
}

function fileIn(folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  expect(files).toHaveLength(1);
  return join(folder, files[0]!);
}
