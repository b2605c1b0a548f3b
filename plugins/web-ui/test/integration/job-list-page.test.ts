import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSite, logIn, noBrowser, watchScripts } from './browser-site.js';

const JOBS = '/monitoring/jobs/';

describe.skipIf(noBrowser !== undefined)(`the pages in Chromium${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  let site: BrowserSite;
  beforeAll(async () => {
    site = await BrowserSite.open();
  });
  afterAll(() => site?.close());

  it('asks to log in, keeps where one wanted to go, refuses a wrong password, and logs out', async () => {
    const { page } = await site.page();
    await page.goto(`${JOBS}?state=running`);
    expect(await page.title()).toContain('Authentication failed');
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('admin-pw');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(`**${JOBS}?state=running`);
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('Logout successful').waitFor();
    await page.goto('/');
    await page.getByLabel('User name').waitFor();
  });

  it('logs in without scripts', async () => {
    const { page } = await site.page();
    const context = await page.context().browser()!.newContext({ javaScriptEnabled: false, baseURL: site.site.url });
    const plain = await context.newPage();
    await plain.goto('/login');
    await plain.getByLabel('User name').fill('user');
    await plain.getByLabel('Password').fill('user-pw');
    await plain.getByRole('button', { name: 'Log in' }).click();
    await plain.locator('noscript p').waitFor();
    await context.close();
  });

  it('finds a job: from the clusters to the filtered list, page by page, back and forth', async () => {
    const { page, faults } = await site.pageOf('admin');
    await page
      .getByRole('link', { name: /jobs in all/ })
      .first()
      .click();
    const rows = page.getByRole('rowgroup').nth(1).getByRole('row');
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    expect(new URL(page.url()).search).toBe('?cluster=alder');

    await page.getByLabel('Rows').selectOption('10');
    await expect.poll(() => rows.count()).toBe(10);
    const first = await rows.first().getByRole('rowheader').innerText();
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?cluster=alder&page=2&size=10');
    await expect.poll(() => rows.first().getByRole('rowheader').innerText()).not.toBe(first);
    await page.goBack();
    await expect.poll(() => rows.first().getByRole('rowheader').innerText()).toBe(first);

    await page.getByRole('group', { name: 'State' }).getByRole('button', { name: 'Completed' }).click();
    await page.getByLabel('Text in job name').fill('dft');
    await expect
      .poll(() => new URL(page.url()).search)
      .toBe('?cluster=alder&jobName=dft&jobNameMatch=contains&state=completed');
    await expect.poll(async () => (await rows.allInnerTexts()).every((text) => text.includes('dft'))).toBe(true);
    const chips = page.getByRole('list', { name: 'Active filters' });
    expect(await chips.getByRole('listitem').count()).toBe(3);
    await chips.getByRole('button', { name: 'Remove filter: cluster alder' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.has('cluster')).toBe(false);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    expect(faults).toEqual([]);
  });

  it('shows the same to whoever opens the same address, and says what it did not understand', async () => {
    const { page } = await site.pageOf('admin');
    await page.goto(
      `${JOBS}?user=a&duration=morethan-600&numNodes=lessthan-4&startTime=last24h&nonsense=1&state=bogus`,
    );
    const chips = page.getByRole('list', { name: 'Active filters' });
    await chips.waitFor();
    expect((await chips.getByRole('listitem').allInnerTexts()).map((text) => text.trim())).toEqual([
      'started last 24 hours',
      'user contains “a”',
      'duration ≥ 10 min',
      'nodes ≤ 4',
    ]);
    await page.getByText('The address holds “state=bogus”').waitFor();
  });

  it('answers old addresses', async () => {
    const { page } = await site.pageOf('admin');
    const went: string[] = [];
    for (const old of [
      '/monitoring/user/user?cluster=onyx',
      '/search?searchId=jobName:md',
      '/monitoring/jobs?state=failed',
    ]) {
      await page.goto(old);
      await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
      went.push(page.url().slice(site.site.url.length));
    }
    expect(went).toEqual([
      `${JOBS}?cluster=onyx&user=user&userMatch=eq`,
      `${JOBS}?jobName=md&startTime=last30d`,
      `${JOBS}?state=failed`,
    ]);
    await page.goto('/monitoring/status/alder');
    await page.getByRole('heading', { name: 'This view is not there yet' }).waitFor();
  });

  it('sorts, draws only the plots of rows in sight, and keeps the list while it asks anew', async () => {
    const { page, faults } = await site.pageOf('admin');
    const asked: string[] = [];
    page.on('request', (request) => {
      const text = request.postData() ?? '';
      if (text.includes('query Sparklines')) asked.push(text);
    });
    await page.goto(`${JOBS}?page=1&size=50`);
    await page.getByRole('table', { name: 'Jobs' }).locator('svg path.line').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    const jobs = new Set(asked.flatMap((text) => text.match(/job\d+:/g) ?? []));
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(jobs.size).toBeGreaterThan(5);
    expect(jobs.size).toBeLessThan(30);

    await page.getByRole('button', { name: 'Duration' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('-duration');
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort'))
      .toBe('descending');

    // The answer takes its time: the table stays where it is.
    await page.route('**/query', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    expect(await page.getByRole('rowheader').count()).toBeGreaterThan(5);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(faults).toEqual([]);
  });

  it('shows a job that starts while one looks, and keeps focus and place', async () => {
    const { page, faults } = await site.pageOf('admin');
    await page.goto(`${JOBS}?cluster=alder`);
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    await page.getByRole('button', { name: 'More filters' }).focus();
    const startTime = Math.floor(Date.now() / 1000) - 5;
    const job = {
      jobId: 424_242,
      user: 'user',
      project: 'flow',
      cluster: 'alder',
      partition: 'main',
      numNodes: 1,
      shared: 'none',
    };
    const resources = [{ hostname: 'alder001' }];
    const answer = await fetch(`${site.site.url}/api/jobs/start_job/`, {
      method: 'POST',
      headers: { 'X-Auth-Token': site.token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...job, startTime, walltime: 3600, jobState: 'running', resources }),
    });
    expect([answer.status, await answer.text()]).toEqual([201, expect.any(String)]);
    await page.getByRole('rowheader', { name: '424242' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('More filters');
    expect(faults).toEqual([]);
  });

  it('says what went wrong and tries again', async () => {
    const { page } = await site.pageOf('admin');
    await page.goto(JOBS);
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    await page.route('**/query', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    expect(await page.getByRole('rowheader').count()).toBeGreaterThan(5);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
  });

  it('works with the keyboard alone', async () => {
    const { page } = await site.page();
    await page.goto('/login');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('username');
    await page.keyboard.type('admin');
    await page.keyboard.press('Tab');
    await page.keyboard.type('admin-pw');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Clusters', level: 1 }).waitFor();

    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    const reach = async (name: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses++) {
        const focused = await page.evaluate(
          "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()",
        );
        if (focused === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`«${name}» was not reached`);
    };
    await reach('Jobs');
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    // After a change of page the reader begins at its heading.
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1');

    await reach('Columns');
    await page.keyboard.press('Enter');
    await page.getByLabel('Energy').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByLabel('Energy').isVisible()).toBe(false);

    await reach('Failed');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.getAll('state')).toContain('failed');

    await reach('More filters');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Duration, at least' }).focus();
    await page.keyboard.type('soon');
    await page.keyboard.press('Enter');
    await page.getByText('for example 90m').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('1m');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('duration')).toBe('morethan-60');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  it('has a theme that follows the system until one is chosen', async () => {
    const { page } = await site.pageOf('admin', { theme: 'dark' });
    const theme = () => page.evaluate('document.documentElement.dataset.theme');
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    await page.reload();
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(theme).toBe('light');
  });

  it('shows a user only what is theirs', async () => {
    const { page, faults } = await site.pageOf('user');
    await page.goto(JOBS);
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await expect.poll(() => page.locator('.count').innerText()).toMatch(/^\d+ jobs?$/);
    const users = await page.locator('td.user a:first-child').allInnerTexts();
    expect(users.every((name) => name === 'user')).toBe(true);
    expect(faults).toEqual([]);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`leaves nothing for axe to find (${theme})`, async () => {
      const { page, faults } = await site.page({ theme });
      const findings = async () =>
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
          id,
          where: nodes.map(({ html }) => html),
        }));
      await page.goto('/login');
      expect(await findings()).toEqual([]);
      await logIn(page, 'admin');
      expect(await findings()).toEqual([]);
      await page.goto(`${JOBS}?state=running&state=completed&state=failed&startTime=last7d`);
      await page.locator('svg path.line').first().waitFor({ state: 'attached' });
      expect(await findings()).toEqual([]);
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByRole('button', { name: 'Add a footprint' }).click();
      expect(await findings()).toEqual([]);
      await page.setViewportSize({ width: 375, height: 812 });
      expect(await findings()).toEqual([]);
      await page.goto('/monitoring/status/alder');
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await findings()).toEqual([]);
      expect(faults).toEqual([]);
    });
  }

  it('never scrolls sideways, from a phone to a wall', async () => {
    const { page } = await site.pageOf('admin');
    for (const width of [320, 375, 768, 1280, 2560, 3840]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(JOBS);
      await page.getByRole('rowheader').first().waitFor();
      expect([width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([width, width]);
    }
  });

  it('loads at most 150 kB of packed script, kept for ever, and nothing twice', async () => {
    const { page } = await site.page();
    await logIn(page, 'admin');
    const packings: (string | undefined)[] = [];
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return;
      packings.push(response.headers()['content-encoding']);
      if (!response.headers()['cache-control']?.includes('immutable')) packings.push('not immutable');
    });
    const scripts = await watchScripts(page);
    await page.goto(JOBS);
    await page.getByRole('table', { name: 'Jobs' }).waitFor();
    await page.waitForLoadState('networkidle');
    const total = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    expect(packings.filter((packing) => packing !== 'br' && packing !== 'gzip')).toEqual([]);
    expect(total).toBeGreaterThan(10_000);
    expect(total).toBeLessThan(150_000);
  });

  it('sends pages under a policy that allows nothing but our own files', async () => {
    const answer = await fetch(`${site.site.url}/login`);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const missing = await fetch(`${site.site.url}/assets/..%2Findex.html`);
    expect(missing.status).toBe(404);
  });
});
