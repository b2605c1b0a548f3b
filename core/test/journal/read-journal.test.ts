import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ForbiddenError, InvalidInputError, UnavailableError } from '../../src/errors/index.js';
import { ReadJournal } from '../../src/journal/read-journal.js';
import { testSettings } from '../../src/testing.js';
import { principal } from '../http/http-harness.js';
import { JournalctlDouble } from './journalctl-double.js';

let journalctl: JournalctlDouble;
beforeEach(() => {
  journalctl = new JournalctlDouble();
});
afterEach(() => journalctl.remove());

const admin = principal('ada', 'admin');
const query = { since: '1 hour ago', lines: 200 };

function reading(path = journalctl.path) {
  const config = { main: { 'systemd-unit': 'cockpit.service' } };
  const env = { PATH: path, SESSION_KEY: 'secret', TZ: 'Europe/Berlin' };
  return new ReadJournal(testSettings({ config, env }));
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

describe('the log of the server', () => {
  it('is what journalctl prints of the unit', async () => {
    journalctl.prints([{ __REALTIME_TIMESTAMP: '7', PRIORITY: '4', MESSAGE: 'hm', _SYSTEMD_UNIT: 'cockpit.service' }]);
    expect(await reading().run(admin, { ...query, level: 4, search: 'h.' })).toEqual([
      { timestamp: '7', priority: 4, message: 'hm', unit: 'cockpit.service' },
    ]);
    const { args, env } = journalctl.asked;
    expect(args).toEqual([
      '--output=json',
      '--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT',
      '--all',
      '--no-pager',
      '--quiet',
      '--lines=200',
      '--since=1 hour ago',
      '--unit=cockpit.service',
      '--priority=4',
      '--grep=h.',
    ]);
    expect(env).toMatchObject({ TZ: 'Europe/Berlin', LC_ALL: 'C.UTF-8' });
    expect(Object.keys(env)).not.toContain('SESSION_KEY');
  });

  it('is no business of anybody else', async () => {
    const log = reading();
    for (const role of ['support', 'manager', 'user', 'api']) {
      await expect(log.run(principal('eve', role), query)).rejects.toThrow(ForbiddenError);
    }
  });

  it('reaches no shell', async () => {
    journalctl.prints([]);
    const since = '$(touch /tmp/x); `id` && "a b" *';
    await reading().run(admin, { ...query, since });
    expect(journalctl.asked.args).toContain(`--since=${since}`);
  });

  it('has no records where nothing fits, which journalctl ends with 1', async () => {
    journalctl.prints([], 1);
    expect(await reading().run(admin, query)).toEqual([]);
  });

  it('is shown as far as it came, whatever the exit code', async () => {
    journalctl.prints([{ MESSAGE: 'a' }], 1);
    expect(await reading().run(admin, query)).toMatchObject([{ message: 'a' }]);
  });

  it('cannot be read without journalctl', async () => {
    const refused = reading('/nonexistent').run(admin, query);
    await expect(refused).rejects.toThrow(UnavailableError);
    await expect(refused).rejects.toThrow('the log cannot be read, journalctl is not there: the log is kept elsewhere');
  });

  it('tells why it cannot be read', async () => {
    journalctl.does("console.error('No journal files were opened due to insufficient permissions.'); process.exit(1)");
    const why =
      'the log cannot be read, journalctl says: No journal files were opened due to insufficient permissions.';
    await expect(reading().run(admin, query)).rejects.toThrow(new UnavailableError(why));
    journalctl.does("console.error('Failed to parse timestamp: soon'); process.exit(1)");
    await expect(reading().run(admin, query)).rejects.toThrow(InvalidInputError);
  });

  it('is given up when nobody waits any more, and journalctl ends', async () => {
    const pidFile = JSON.stringify(`${journalctl.folder}/pid`);
    journalctl.does(`require('fs').writeFileSync(${pidFile}, String(process.pid)); setInterval(() => 0, 1000);`);
    const controller = new AbortController();
    const asked = reading().run(admin, query, controller.signal);
    await expect.poll(() => existsSync(`${journalctl.folder}/pid`), { timeout: 8000 }).toBe(true);
    controller.abort(new Error('nobody waits'));
    await expect(asked).rejects.toThrow('nobody waits');
    await expect.poll(() => isAlive(Number(readFileSync(`${journalctl.folder}/pid`, 'utf8')))).toBe(false);
  });

  it('takes no more from a journalctl without an end than was asked for', async () => {
    journalctl.does(`process.stdout.write('{"MESSAGE":"again"}\\n'.repeat(1500)); setInterval(() => 0, 1000);`);
    expect(await reading().run(admin, { ...query, lines: 1000 })).toHaveLength(1000);
  });
});
