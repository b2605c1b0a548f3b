import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '@cc-kernel/core/plugin';
import { collectingLog } from '@cc-kernel/core/testing';
import { SqliteDriver } from '../src/index.js';
import type { SqliteConfig } from '../src/index.js';

/** A folder of the test's own; `remove` it afterwards. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cck-sqlite-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The only setting that the driver looks at is the site folder. */
export function driverIn(folder: string, config: Partial<SqliteConfig> = {}): SqliteDriver {
  return new SqliteDriver(
    { file: 'job.db', readers: 2, ...config },
    { root: folder } as Settings,
    collectingLog().logger,
  );
}
