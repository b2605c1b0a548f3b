import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSite, logIn, noBrowser, watchScripts } from './browser-site.js';
import { QuietSite, firstId } from './quiet-site.js';

const WIDTHS = [320, 375, 768, 1280, 2560, 3840];

describe.skipIf(noBrowser !== undefined)(`the page of a job in Chromium${noBrowser ? ` (${noBrowser})` : ''}`, () => {
  let site: BrowserSite;
  let quiet: QuietSite;
  beforeAll(async () => {
    site = await BrowserSite.open();
    quiet = await QuietSite.open();
  });
  afterAll(async () => {
    await site?.close();
    await quiet?.close();
  });

  /** Looks at the quiet site as its administrator. */
  const quietPage = async () => {
    const { page: opened } = await site.page();
    const context = await opened.context().browser()!.newContext({ baseURL: quiet.site.url, locale: 'en-GB' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await logIn(page, 'admin');
    return { page, faults };
  };

  /** Number of the job with most nodes among those that began and ended while there were samples. */
  const endedJob = async (): Promise<string> => {
    const began = `startTime: { from: "${site.begin.toISOString()}" }`;
    const query = `{ jobs(filter: [{ state: [completed] }, { duration: { from: 900, to: 0 } }, { ${began} }],
      order: { field: "numNodes", type: "col", order: DESC }, page: { itemsPerPage: 1, page: 1 }) { items { id } } }`;
    const response = await fetch(`${site.site.url}/query`, {
      method: 'POST',
      headers: { 'X-Auth-Token': site.token, 'Content-Type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return firstId(await response.text());
  };

  const plotsReady = async (page: Page): Promise<void> => {
    await page.locator('article canvas').first().waitFor();
    await page.getByRole('table').last().waitFor();
    await page.waitForLoadState('networkidle');
  };

  it('is reached from the list, says who, where and when, and draws what comes into sight', async () => {
    const { page, faults } = await site.pageOf('admin');
    await page.goto('/monitoring/jobs/?state=completed&duration=morethan-900');
    const link = page.getByRole('rowheader').first().getByRole('link').first();
    const number = (await link.innerText()).trim();
    await link.click();
    await page.getByRole('heading', { name: `Job ${number}`, level: 1 }).waitFor();
    expect(await page.title()).toBe(`Job ${number} · cc-kernel`);
    await page.getByText('It ended by itself, without an error.').waitFor();
    await page.getByRole('heading', { name: 'How did it do?' }).waitFor();
    await plotsReady(page);
    const plots = page.locator('article');
    const all = await plots.count();
    expect(all).toBeGreaterThan(15);
    expect(await page.locator('article canvas').count()).toBeLessThan(all);
    await plots.last().scrollIntoViewIfNeeded();
    await plots.last().locator('canvas').waitFor();
    expect(faults).toEqual([]);
  });

  it('tells the values under the cursor in all plots, and shares the window among them', async () => {
    const { page, faults } = await site.pageOf('admin');
    await page.goto(`/monitoring/job/${await endedJob()}`);
    await plotsReady(page);
    const [first, second] = [page.locator('article').nth(0), page.locator('article').nth(1)];
    const area = (await first.locator('.u-over').boundingBox())!;
    await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2);
    await expect.poll(() => first.locator('.readout .title').innerText()).toMatch(/^\d+:\d\d:\d\d$/);
    const moment = await first.locator('.readout .title').innerText();
    expect(await second.locator('.readout .title').innerText()).toBe(moment);
    expect(await second.locator('.readout .value').first().innerText()).toMatch(/^[\d.]+/);
    expect(await second.getByRole('slider').getAttribute('aria-valuetext')).toContain(moment);

    await page.mouse.move(area.x + area.width * 0.25, area.y + 30);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.75, area.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.has('from')).toBe(true);
    const zoomed = page.url();
    const window = async (plot: typeof first) =>
      Promise.all(['aria-valuemin', 'aria-valuemax'].map((name) => plot.getByRole('slider').getAttribute(name)));
    expect(await window(second)).toEqual(await window(first));
    const narrow = await page.locator('.window').innerText();

    // Whoever gets the address sees the same.
    const { page: other } = await site.pageOf('admin');
    await other.goto(zoomed);
    await plotsReady(other);
    expect(await other.locator('.window').innerText()).toBe(narrow);

    await page.getByRole('button', { name: 'All' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('');
    expect(await page.locator('.window').innerText()).not.toBe(narrow);
    expect(faults).toEqual([]);
  });

  it('obeys the keyboard', async () => {
    const { page } = await site.pageOf('admin');
    await page.goto(`/monitoring/job/${await endedJob()}`);
    await plotsReady(page);
    const slider = page.getByRole('slider').first();
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^0:01:00: /);
    await page.keyboard.press('+');
    await expect.poll(() => new URL(page.url()).searchParams.has('to')).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).search).toBe('');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  });

  it('shows other scopes, bands, one node, and the numbers as a table', async () => {
    const { page, faults } = await site.pageOf('admin');
    await page.goto(`/monitoring/job/${await endedJob()}`);
    await plotsReady(page);
    const plot = page.locator('#metric-cpu_user, #metric-flops_any').first();
    await plot.scrollIntoViewIfNeeded();
    await plot.getByLabel(/^Scope of/).selectOption('core');
    await expect.poll(() => new URL(page.url()).searchParams.get('scope')).toMatch(/:core$/);
    await expect.poll(() => plot.getByRole('slider').getAttribute('aria-label')).toMatch(/per core/);
    await plot.getByRole('button', { name: 'Band' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('view')).toMatch(/:(?:lines|band)$/);
    await plot.getByRole('button', { name: 'Table' }).click();
    expect(await plot.getByRole('row').count()).toBeGreaterThan(5);
    await page.getByLabel('Shown nodes').selectOption({ index: 1 });
    await expect.poll(() => new URL(page.url()).searchParams.has('host')).toBe(true);

    const statistics = page.getByRole('region', { name: 'Table of statistics' });
    await statistics.getByRole('button', { name: 'Max' }).click();
    expect(await statistics.getByRole('columnheader', { name: 'Max' }).getAttribute('aria-sort')).toBe('descending');
    expect(faults).toEqual([]);
  });

  it('grows while one looks: more points, the same canvases, nothing moves; and says when the job is over', async () => {
    const { page, faults } = await quietPage();
    const now = Math.floor(Date.now() / 1000);
    const start = now - 1800;
    const hosts = ['alder001', 'alder002'];
    const line = (host: string, minute: number): string =>
      [`cpu_load value=${30 + (minute % 5)}`, `mem_used value=${40 + minute}`]
        .map((text) => text.replace(' ', `,cluster=alder,hostname=${host},type=node,type-id=0 `))
        .map((text) => `${text} ${start + 60 * minute}`)
        .join('\n');
    const minutes = (from: number, to: number): string =>
      hosts.flatMap((host) => Array.from({ length: to - from }, (_, index) => line(host, from + index))).join('\n');
    const id = await quiet.startJob(777_001, start, hosts);
    const written = await quiet.post('/api/write?cluster=alder', minutes(0, 20));
    expect([written.status, written.text]).toEqual([200, expect.any(String)]);

    await page.goto(`/monitoring/job/${id}`);
    await page.locator('#metric-mem_used canvas').waitFor();
    await page.getByText('Live, ').waitFor();
    const summary = async (): Promise<number> => {
      const text = await page.locator('#metric-mem_used p[id$="summary"]').textContent();
      return Number(/with (\d+) values/.exec(text ?? '')?.[1]);
    };
    await expect.poll(summary).toBeGreaterThanOrEqual(20);
    const before = await summary();
    await page.waitForTimeout(1500); // all that the first load moves has moved
    await page.evaluate(`
      window.shifted = 0;
      for (const canvas of document.querySelectorAll('canvas')) canvas.dataset.mark = 'old';
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
        .observe({ type: 'layout-shift' });`);
    const canvases = await page.locator('canvas').count();
    const scrolled = await page.evaluate('scrollTo(0, 300), scrollY');

    expect((await quiet.post('/api/write?cluster=alder', minutes(20, 26))).status).toBe(200);
    await expect.poll(summary, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 5);
    expect(await page.locator('canvas[data-mark="old"]').count()).toBe(canvases);
    expect(await page.locator('canvas').count()).toBe(canvases);
    expect(await page.evaluate('window.shifted')).toBeLessThan(0.01);
    expect(await page.evaluate('scrollY')).toBe(scrolled);
    await page.getByText(/newest data came/).waitFor();

    const stopped = await quiet.post('/api/jobs/stop_job/', {
      jobId: 777_001,
      cluster: 'alder',
      startTime: start,
      stopTime: now,
      jobState: 'completed',
    });
    expect(stopped.status).toBe(200);
    await page.getByText('It ended by itself, without an error.').waitFor();
    await expect.poll(() => page.getByText(/being archived/).count(), { timeout: 20_000 }).toBe(0);
    expect(await page.locator('canvas[data-mark="old"]').count()).toBe(canvases);
    expect(faults).toEqual([]);
  });

  it('explains what is not there', async () => {
    const { page } = await site.pageOf('admin');
    await page.goto('/monitoring/job/99999999');
    await page.getByRole('heading', { name: 'This job cannot be shown' }).waitFor();
    await page.getByRole('alert').waitFor();

    const { page: early } = await quietPage();
    const id = await quiet.startJob(777_002, Math.floor(Date.now() / 1000) - 5, ['alder003']);
    await early.goto(`/monitoring/job/${id}`);
    await early.getByText('No measurements have arrived yet').waitFor();

    // One part that fails leaves the rest alone, and can be asked again.
    await page.route('**/query', (route) =>
      route.request().postData()?.includes('JobSamples') ? route.abort() : route.continue(),
    );
    await page.goto(`/monitoring/job/${await endedJob()}`);
    await page.locator('article').first().getByText('The server cannot be reached.').waitFor();
    expect(await page.getByRole('region', { name: 'Table of statistics' }).getByRole('row').count()).toBeGreaterThan(5);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.locator('article').first().getByRole('button', { name: 'Try again' }).click();
    await page.locator('article').first().locator('canvas').waitFor();
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`leaves nothing for axe to find (${theme})`, async () => {
      const { page, faults } = await site.pageOf('admin', { theme });
      const findings = async () =>
        (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => ({
          id,
          where: nodes.map(({ html }) => html),
        }));
      await page.goto(`/monitoring/job/${await endedJob()}`);
      await plotsReady(page);
      for (const summary of await page.locator('details > summary').all()) await summary.click();
      await page.locator('article').first().getByRole('button', { name: 'Table' }).click();
      expect(await findings()).toEqual([]);
      await page.setViewportSize({ width: 375, height: 812 });
      expect(await findings()).toEqual([]);
      await page.goto('/monitoring/jobs/?state=running');
      await page.getByRole('rowheader').first().getByRole('link').first().click();
      await plotsReady(page);
      expect(await findings()).toEqual([]);
      expect(faults).toEqual([]);
    });
  }

  it('never scrolls sideways, from a phone to a wall', async () => {
    const { page } = await site.pageOf('admin');
    const address = `/monitoring/job/${await endedJob()}`;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      await plotsReady(page);
      expect([width, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([width, width]);
    }
  });

  it('loads at most 150 kB of packed script, plots included', async () => {
    const { page } = await site.pageOf('admin');
    const scripts = await watchScripts(page);
    await page.goto(`/monitoring/job/${await endedJob()}`);
    await plotsReady(page);
    const total = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(30_000);
    expect(total).toBeLessThan(150_000);
  });
});
