import { basename } from 'node:path';
import { documentsOf, isCockpitError } from '@cc-kernel/core/plugin';
import type { DurableDisk, HostSnapshot, LevelSnapshot } from '@cc-kernel/core/plugin';
import { beginsLater, latestStart, mergedLevels } from '../merge-levels.js';
import { readSnapshot } from './read-snapshot.js';
import { hostFiles } from './snapshot-files.js';
import type { SnapshotFile } from './snapshot-files.js';
import { writeSnapshot } from './write-snapshot.js';

/** Writes snapshots of hosts in an order that cc-backend takes: a metric never begins earlier than in the file before. */
export class HostSaver {
  /** By folder: no metric begins later in the host's files. */
  private readonly latestStarts = new Map<string, number>();

  constructor(private readonly disk: DurableDisk) {}

  async save(folder: string, snapshot: HostSnapshot): Promise<number> {
    const { from, to, root, superseded } = await this.inOrder(folder, snapshot);
    let bytes = 0;
    const written = new Set<string>();
    for (const document of documentsOf({ ...snapshot, from, to, root })) {
      bytes += await writeSnapshot(this.disk, folder, document);
      written.add(`${document.from}.bin`);
    }
    const latest = this.latestStarts.get(folder) ?? -Infinity;
    this.latestStarts.set(folder, Math.max(latest, latestStart(root)));
    for (const { path } of superseded) {
      if (written.has(basename(path))) continue;
      await this.disk.remove(path);
      await this.disk.remove(`${path}.crc`);
    }
    return bytes;
  }

  /** Late samples may lie before the begin of a metric in an older file. Then that file and all later ones become part of this one. */
  private async inOrder(folder: string, { from, to, root }: HostSnapshot) {
    const unchanged = { from, to, root, superseded: [] as readonly SnapshotFile[] };
    const latest = this.latestStarts.get(folder);
    if (latest !== undefined && latest <= from) return unchanged;
    const { checkpoints } = await hostFiles(folder, () => {});
    if (latest === undefined) {
      const known = Math.max(-Infinity, ...checkpoints.map((file) => file.to || Infinity));
      this.latestStarts.set(folder, known);
      if (known <= from) return unchanged;
    }
    const older: { readonly file: SnapshotFile; readonly root: LevelSnapshot }[] = [];
    for (const file of checkpoints) {
      if (file.from >= from) continue;
      const content = await readIfSound(file);
      if (content) older.push({ file, root: content });
    }
    const first = Math.min(...older.filter((each) => beginsLater(each.root, root)).map(({ file }) => file.from));
    if (first === Infinity) return unchanged;
    const parts = older.filter(({ file }) => file.from >= first);
    const before = parts.map((each) => each.root).reduce(mergedLevels);
    const superseded = parts.map(({ file }) => file);
    return { from: first, to, root: mergedLevels(before, root), superseded };
  }
}

async function readIfSound(file: SnapshotFile): Promise<LevelSnapshot | undefined> {
  try {
    return (await readSnapshot(file)).root;
  } catch (error) {
    if (isCockpitError(error)) return undefined; // restoring sets it aside and says so
    throw error;
  }
}
