import { spawn } from 'node:child_process';
import { inject, injectable } from 'tsyringe';
import type { Principal } from '../contracts/principal.js';
import { Settings } from '../contracts/settings.js';
import { ForbiddenError, InvalidInputError, UnavailableError } from '../errors/index.js';
import type { JournalEntry } from './journal-entry.js';
import type { JournalQuery } from './journal-query.js';
import { JournalReader } from './journal-reader.js';

const program = 'journalctl';
/** What it complains is shown to people: the beginning will do. */
const longestComplaint = 500;

/** Reads what the server itself wrote, from the journal of the systemd unit under which it runs (`main.systemd-unit`). */
@injectable()
export class ReadJournal {
  constructor(@inject(Settings) private readonly settings: Settings) {}

  /**
   * The records, oldest first. Administrators only: the log names users and their jobs.
   * Rejects with `UnavailableError` where there is no journal to read, and with the signal's reason when that aborts.
   */
  async run(who: Principal, query: JournalQuery, signal?: AbortSignal): Promise<readonly JournalEntry[]> {
    if (!who.has('admin')) throw new ForbiddenError('only admins are allowed to view logs');
    const { entries, code, complaint } = await this.ask(query, signal);
    // A pattern that nothing matches also ends with 1, but without a word.
    if (code !== 0 && entries.length === 0 && complaint !== '') throw refusal(complaint);
    return entries;
  }

  private async ask(query: JournalQuery, signal: AbortSignal | undefined) {
    const child = spawn(program, journalArguments(this.settings.main.systemdUnit, query), {
      // Nothing of our own secrets; the time zone, because `since` is told in it.
      env: { PATH: this.settings.env['PATH'], TZ: this.settings.env['TZ'], LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const reader = new JournalReader(query.lines);
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      reader.add(chunk);
      if (reader.isFull) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (complaint.length < longestComplaint) complaint = (complaint + text).slice(0, longestComplaint);
    });
    try {
      const code = await ended;
      reader.end();
      return { entries: reader.entries, code, complaint: complaint.trim() };
    } catch (cause) {
      signal?.throwIfAborted();
      throw unusable(cause);
    }
  }
}

/** Each value is bound to its option, so that none can pass for another option. */
export function journalArguments(unit: string, { since, lines, level, search }: JournalQuery): readonly string[] {
  return [
    '--output=json',
    '--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT',
    '--all', // or long messages would come as null
    '--no-pager',
    '--quiet',
    `--lines=${lines}`,
    `--since=${since}`,
    `--unit=${unit}`,
    ...(level === undefined ? [] : [`--priority=${level}`]),
    ...(search === undefined ? [] : [`--grep=${search}`]),
  ];
}

function unusable(cause: unknown): UnavailableError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const why = isMissing ? 'is not there: the log is kept elsewhere' : `cannot be run: ${String(cause)}`;
  return new UnavailableError(`the log cannot be read, ${program} ${why}`, { cause });
}

function refusal(complaint: string): InvalidInputError | UnavailableError {
  if (/^Failed to parse timestamp/i.test(complaint)) return new InvalidInputError("invalid 'since' parameter");
  return new UnavailableError(`the log cannot be read, ${program} says: ${complaint}`);
}
