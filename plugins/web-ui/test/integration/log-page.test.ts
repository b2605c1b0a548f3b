import { AxeBuilder } from '@axe-core/playwright';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JournalctlDouble } from '../../../../core/test/journal/journalctl-double.js';
import { type OpenedPage, type PageOptions, launchBrowser, logIn, noBrowser, openPage } from './browser-site.js';
import { QuietSite } from './quiet-site.js';

const LOGS = '/monitoring/logs';
const begin = Date.UTC(2026, 2, 1, 12);

interface Message {
  readonly priority: number;
  readonly text: string;
}

const usual: readonly Message[] = [
  { priority: 6, text: '[INFO]     core.http: listening address=127.0.0.1:8080' },
  { priority: 4, text: '[WARNING]  rest: <b>not bold</b>, job=4711 ' + 'x'.repeat(300) },
  { priority: 3, text: '[ERROR]    core.metrics: the last checkpoint failed for alder001' },
  { priority: 2, text: '[CRITICAL] kernel: a plugin did not start' },
  { priority: 7, text: '[DEBUG]    core.archive: 3 jobs published' },
];

describe.skipIf(noBrowser !== undefined)(`the log page in Chromium${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  const journalctl = new JournalctlDouble();
  let quiet: QuietSite;
  let browser: Browser;

  /** The journal holds these from now on, a second apart. */
  const journal = (messages: readonly Message[]): void => {
    const lines = messages.map(({ priority, text }, at) => ({
      __REALTIME_TIMESTAMP: String((begin + at * 1000) * 1000 + 123),
      PRIORITY: String(priority),
      MESSAGE: text,
      _SYSTEMD_UNIT: 'clustercockpit.service',
    }));
    writeFileSync(join(journalctl.folder, 'journal'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };

  beforeAll(async () => {
    const file = JSON.stringify(join(journalctl.folder, 'journal'));
    journalctl.does(`process.stdout.write(require('fs').readFileSync(${file}));`);
    quiet = await QuietSite.open({ env: { PATH: journalctl.path } });
    browser = await launchBrowser();
  });
  beforeEach(() => journal(usual));
  afterAll(async () => {
    await browser?.close();
    await quiet?.close();
    journalctl.remove();
  });

  const pageOf = async (name: string, options: PageOptions = {}): Promise<OpenedPage> => {
    const opened = await openPage(browser, quiet.site.url, options);
    await logIn(opened.page, name);
    return opened;
  };
  const messages = (page: Page): Promise<string[]> => page.locator('td.message').allInnerTexts();
  /** How often the page asks for the log from now on. */
  const countAsked = (page: Page): { sent: number; answered: number } => {
    const counts = { sent: 0, answered: 0 };
    const isAsking = (url: string): boolean => new URL(url).pathname === '/frontend/logs/';
    page.on('request', (request) => void (isAsking(request.url()) && counts.sent++));
    page.on('requestfinished', (request) => void (isAsking(request.url()) && counts.answered++));
    return counts;
  };

  it('is in the menu of administrators, and shows what the server wrote, newest first', async () => {
    const { page, faults } = await pageOf('admin');
    await page.getByRole('link', { name: 'Logs' }).click();
    await page.getByRole('heading', { name: 'Logs', level: 1 }).waitFor();
    const table = page.getByRole('table', { name: 'Log, newest first' });
    await table.waitFor();
    expect(await messages(page)).toEqual(usual.map(({ text }) => text).toReversed());
    expect(await page.locator('td .badge').allInnerTexts()).toEqual(['Debug', 'Critical', 'Error', 'Warning', 'Info']);
    expect(await page.locator('td time').last().getAttribute('datetime')).toBe('2026-03-01T12:00:00.000Z');
    await page.locator('#main').getByText('5 lines').waitFor();
    expect(faults).toEqual([]);
  });

  it('asks for what is chosen, and keeps it in the address', async () => {
    const { page, faults } = await pageOf('admin');
    await page.goto(LOGS);
    await page.getByLabel('Since').selectOption('Last 6 hours');
    await page.getByLabel('Level').selectOption('Error and worse');
    await page.getByLabel('Lines', { exact: true }).selectOption('500');
    await page.getByRole('searchbox', { name: 'Search' }).fill('job 47');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe('?since=6h&level=3&lines=500&search=job+47');
    await expect
      .poll(() => journalctl.asked.args.filter((argument) => /lines|since|priority|grep/.test(argument)))
      .toEqual(['--lines=500', '--since=6 hours ago', '--priority=3', '--grep=job 47']);
    await page.reload();
    await page.getByRole('table', { name: 'Log, newest first' }).waitFor();
    expect(await page.getByLabel('Level').inputValue()).toBe('3');
    await page.goBack();
    await expect.poll(() => new URL(page.url()).search).toBe('?since=6h&level=3&lines=500');
    await page.getByRole('searchbox', { name: 'Search' }).fill('a*b');
    await page.getByText('Only letters a to z').waitFor();
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).search).toBe('?since=6h&level=3&lines=500');
    expect(faults).toEqual([]);
  });

  it('seed behaviour 7, log viewer auto-refresh: off, 5, 10 or 30 s; another choice ends the timer before, leaving the page ends it', async () => {
    const { page, faults } = await pageOf('admin');
    await page.clock.install({ time: begin });
    const asked = countAsked(page);
    await page.goto(LOGS);
    await page.getByRole('table', { name: 'Log, newest first' }).waitFor();
    await page.clock.pauseAt(begin + 3_600_000);
    /** How many times the page asks while so many seconds go by; each answer arrives before the next second. */
    const askedIn = async (seconds: number): Promise<number> => {
      const before = asked.sent;
      for (let second = 0; second < seconds; second++) {
        await page.clock.runFor(1000);
        await expect.poll(() => asked.answered, { interval: 10 }).toBe(asked.sent);
      }
      return asked.sent - before;
    };
    const interval = page.getByLabel('Refresh', { exact: true });
    expect(await interval.locator('option').allTextContents()).toEqual([
      'off',
      'every 5 s',
      'every 10 s',
      'every 30 s',
    ]);
    expect(await askedIn(31)).toBe(0);

    await interval.selectOption('every 5 s');
    journal([...usual, { priority: 6, text: 'and one more' }]);
    expect(await askedIn(11)).toBe(2);
    await expect.poll(async () => (await messages(page))[0]).toBe('and one more');

    // With the timer of before still running it would be seven.
    await interval.selectOption('every 30 s');
    expect(await askedIn(31)).toBe(1);
    await interval.selectOption('every 10 s');
    expect(await askedIn(31)).toBe(3);
    await interval.selectOption('off');
    expect(await askedIn(31)).toBe(0);

    await interval.selectOption('every 5 s');
    expect(await askedIn(6)).toBe(1);
    await page.getByRole('link', { name: 'Clusters' }).click();
    await page.getByRole('heading', { name: 'Clusters', level: 1 }).waitFor();
    expect(await askedIn(11)).toBe(0);

    // The choice is remembered, and there is one timer again.
    await page.getByRole('link', { name: 'Logs' }).click();
    await page.getByRole('table', { name: 'Log, newest first' }).waitFor();
    expect(await interval.inputValue()).toBe('5');
    expect(await askedIn(11)).toBe(2);
    expect(faults).toEqual([]);
  });

  it('says when there is nothing, and why when there is no journal', async () => {
    const { page } = await pageOf('admin');
    journal([]);
    await page.goto(LOGS);
    await page.getByText('No log entries').waitFor();
    journalctl.does("console.error('No journal files were opened due to insufficient permissions.'); process.exit(1)");
    try {
      await page.getByRole('button', { name: 'Refresh now' }).click();
      await page.getByText('No journal files were opened due to insufficient permissions.').waitFor();
    } finally {
      const file = JSON.stringify(join(journalctl.folder, 'journal'));
      journalctl.does(`process.stdout.write(require('fs').readFileSync(${file}));`);
    }
    journal(usual);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table', { name: 'Log, newest first' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('is closed to others', async () => {
    const { page, faults } = await pageOf('user');
    const asked = countAsked(page);
    expect(await page.getByRole('link', { name: 'Logs' }).count()).toBe(0);
    await page.goto(LOGS);
    await page.getByText('Access denied').waitFor();
    expect(asked.sent).toBe(0);
    expect(faults).toEqual([]);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`leaves nothing for axe to find, and never scrolls sideways (${theme})`, async () => {
      const { page, faults } = await pageOf('admin', { theme });
      for (const width of [320, 375, 768, 1280, 2560]) {
        await page.setViewportSize({ width, height: 812 });
        await page.goto(LOGS);
        await page.getByRole('table', { name: 'Log, newest first' }).waitFor();
        expect([width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([width, width]);
        if (width !== 375 && width !== 1280) continue;
        expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
      }
      expect(faults).toEqual([]);
    });
  }
});
