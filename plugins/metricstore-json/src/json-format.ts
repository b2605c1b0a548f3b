import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bySaving, documentsOf, endOfJsonCheckpoint, entriesOf, readJsonCheckpoint } from '@cc-kernel/core/plugin';
import type { CheckpointFile, CheckpointFormat, DurableDisk, HostFiles, Stray } from '@cc-kernel/core/plugin';
import { writeCheckpoint } from './write-checkpoint.js';

/** Each checkpoint a JSON document `<from>.json`, or several where a metric changed its seconds. */
export function jsonFormat(disk: DurableDisk): CheckpointFormat<CheckpointFile> {
  return {
    companions: [],
    list,
    async read({ path, from: begin }) {
      const { from, to, root } = await readJsonCheckpoint(await readFile(path));
      return { from: from ?? begin, to: to ?? begin, root };
    },
    async write(folder, snapshot) {
      let bytes = 0;
      for (const document of documentsOf(snapshot)) bytes += await writeCheckpoint(folder, document, disk);
      return bytes;
    },
  };
}

async function list(folder: string, stray: Stray): Promise<HostFiles<CheckpointFile>> {
  const checkpoints: CheckpointFile[] = [];
  const unfinished: string[] = [];
  for (const { name } of await entriesOf(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.json.tmp')) unfinished.push(path);
    else if (name.endsWith('.bin') || name === 'current.wal') stray(path, 'a checkpoint in another format');
    else if (name.endsWith('.json')) {
      const stem = name.slice(0, -'.json'.length);
      if (/^-?\d+$/.test(stem)) checkpoints.push({ path, from: Number(stem), to: await endOf(path) });
      else stray(path, 'the name is no time');
    }
  }
  return { checkpoints: checkpoints.sort(bySaving), unfinished };
}

async function endOf(path: string): Promise<number | undefined> {
  try {
    return await endOfJsonCheckpoint(path);
  } catch {
    return undefined; // reading all of it will tell
  }
}
