import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../src/errors/index.js';
import { openLog, type LogOptions } from '../../src/kernel/log/open-log.js';

function logTo(style: Partial<LogOptions['style']> = {}, level: LogOptions['level'] = 'debug') {
  const lines: string[] = [];
  const log = openLog({ level, style: { journal: false, date: false, ...style }, write: (line) => lines.push(line) });
  return { log, lines };
}

describe('the log', () => {
  it('has a line an entry, with plugin and fields', () => {
    const { log, lines } = logTo();
    log.child({ plugin: 'rest' }).warn({ requestId: 'r1', jobs: 3, name: 'two words', list: [1] }, 'odd');
    expect(lines).toEqual(['[WARNING]  rest: odd requestId=r1 jobs=3 name="two words" list=[1]']);
  });

  it('begins lines with their priority when standard error is the journal', () => {
    const { log, lines } = logTo({ journal: true });
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({}, 'c');
    log.error({}, 'd');
    log.fatal({}, 'e');
    expect(lines).toEqual([
      '<7>[DEBUG]    a',
      '<6>[INFO]     b',
      '<4>[WARNING]  c',
      '<3>[ERROR]    d',
      '<2>[CRITICAL] e',
    ]);
  });

  it('shows the date when asked', () => {
    const { log, lines } = logTo({ date: true });
    log.info({}, 'a');
    expect(lines[0]).toMatch(/^\[INFO\] {5}\d{4}-\d\d-\d\dT[\d:.]+Z a$/);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = logTo({}, 'warn');
    log.info({}, 'a');
    expect(lines).toEqual([]);
  });

  it('shows the code of an error thrown on purpose, and the stack of a bug', () => {
    const { log, lines } = logTo();
    log.error({ err: new ConflictError('job runs') }, 'refused');
    log.error({ err: new TypeError('oops') }, 'bug');
    expect(lines[0]).toBe('[ERROR]    refused (CC_CONFLICT: job runs)');
    expect(lines[1]).toMatch(/^\[ERROR\] {4}bug \(TypeError: oops \| at /);
  });

  it('lets no text begin a line of its own', () => {
    const { log, lines } = logTo();
    log.warn({ host: 'n1\n[CRITICAL] forged', '\nkey': 'x\u001b[2J' }, 'bad\r\nhost\u0007');
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
    expect(lines).toHaveLength(1);
  });

  it('hides what is called a secret', () => {
    const { log, lines } = logTo();
    const hunter2 = 'hunter2';
    log.warn(
      {
        password: hunter2,
        user: { token: hunter2 },
        headers: { authorization: hunter2, 'x-auth-token': hunter2, cookie: hunter2 },
      },
      'seen',
    );
    expect(lines[0]).not.toContain(hunter2);
    expect(lines[0]).toContain('[hidden]');
  });
});
