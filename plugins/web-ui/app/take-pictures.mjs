// Takes the pictures of docs/images/pages from a running demo:
//   node plugins/web-ui/app/take-pictures.mjs --url http://127.0.0.1:8080 [--to FOLDER]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    to: { type: 'string', default: fileURLToPath(new URL('../../../docs/images/pages', import.meta.url)) },
  },
});

const sizes = [
  { width: 375, height: 812 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

mkdirSync(values.to, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const theme of ['light', 'dark']) {
  for (const viewport of sizes) {
    const context = await browser.newContext({ viewport, colorScheme: theme, locale: 'en-GB', baseURL: values.url });
    const page = await context.newPage();
    const keep = (name) => page.screenshot({ path: join(values.to, `${name}-${viewport.width}-${theme}.png`) });

    await page.goto('/login');
    await keep('login');
    await page.getByLabel('User name').fill('admin');
    await page.getByLabel('Password').fill('admin-pw');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page
      .getByRole('link', { name: /\d jobs in all/ })
      .first()
      .waitFor();
    await keep('clusters');
    await page.goto('/monitoring/jobs/');
    await page.locator('svg path.line').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(1000); // the plots of all rows in sight
    await keep('jobs');
    await page.goto('/monitoring/jobs/?state=out_of_memory&sort=-duration');
    const job = page.getByRole('rowheader').getByRole('link').first();
    await job.waitFor();
    await page.setViewportSize({ ...viewport, height: Math.max(1200, viewport.height) });
    await job.click();
    await page.locator('article canvas').first().waitFor();
    await page.waitForTimeout(1000);
    await keep('job');
    await context.close();
  }
}
await browser.close();
