import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PluginStatus } from '../contracts/plugin-states.js';
import { SiteLockedError } from './errors.js';

/** What the lock file of a site says of the process that serves it. */
interface LockNote {
  readonly pid: number;
  /** When the process began, in the kernel's own ticks; tells it from a later one with the same id. */
  readonly began?: string;
  /** For `cc-kernel plugins`. */
  readonly plugins?: readonly PluginStatus[];
}

const lockFile = (root: string): string => path.join(root, 'var/cc-kernel.lock');

/** One serving process a site: two would write the same files. */
export class SiteLock {
  private held = true;

  private constructor(
    private readonly file: string,
    private readonly own: LockNote,
  ) {}

  /** Takes the lock, also one that a dead process left behind. */
  static take(root: string): SiteLock {
    const file = lockFile(root);
    const own: LockNote = { pid: process.pid, ...began(process.pid) };
    const draft = `${file}.${process.pid}`;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(draft, JSON.stringify(own));
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        // A link appears whole or not at all, so nobody reads a half-written lock.
        if (link(draft, file)) return new SiteLock(file, own);
        const found = read(file);
        if (found === 'absent') continue;
        if (found !== 'unreadable' && lives(found))
          throw new SiteLockedError(
            `${root} is served by the process ${found.pid} already (${file}); two servers must not work on one folder`,
          );
        setAside(file, found);
      }
      throw new SiteLockedError(`${file} changes hands all the time; is another server being started on this folder?`);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** Writes down how the plugins are. */
  note(plugins: readonly PluginStatus[]): void {
    if (!this.held) return;
    const draft = `${this.file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ ...this.own, plugins }));
    renameSync(draft, this.file);
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    rmSync(this.file, { force: true });
  }
}

/** Who serves the site. `undefined`: nobody, or a process that is dead. */
export function readSiteLock(root: string): LockNote | undefined {
  const found = read(lockFile(root));
  return typeof found === 'object' && lives(found) ? found : undefined;
}

function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead process's lock away. When somebody else took the lock meanwhile, it is put back. */
function setAside(file: string, found: LockNote | 'unreadable'): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (JSON.stringify(moved) !== JSON.stringify(found)) link(aside, file);
  rmSync(aside, { force: true });
}

function read(file: string): LockNote | 'absent' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
  try {
    const note = JSON.parse(text) as Partial<LockNote> | null;
    return typeof note?.pid === 'number' && note.pid > 0 ? { ...note, pid: note.pid } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function lives({ pid, began: then }: LockNote): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not allowed to signal it: so it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = began(pid).began;
  return then === undefined || now === undefined || then === now;
}

/** Linux tells when a process began; elsewhere its id must do. */
function began(pid: number): { began?: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? {} : { began: ticks };
  } catch {
    return {};
  }
}
