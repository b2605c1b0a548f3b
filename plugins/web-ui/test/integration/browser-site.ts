import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { play, simulatedSite } from '@cc-kernel/data-generator';
import { chromium, type Browser, type Page } from 'playwright-core';
import { Site, freePort } from '../../../../tools/setup/site.mjs';

const EXECUTABLE = '/usr/bin/chromium';
const HOURS = 3;

/** Why there are no browser tests here; `undefined`: there are. Where services are required, a missing browser is a failure. */
export const noBrowser: string | undefined =
  existsSync(EXECUTABLE) || process.env['CC_REQUIRE_SERVICES'] === '1' ? undefined : `no ${EXECUTABLE}`;

export type Theme = 'light' | 'dark';

/** A server with some hours of a simulated site in it, and a browser that looks at it. */
export class BrowserSite {
  private constructor(
    readonly site: Site,
    /** For the API, as a service. */
    readonly token: string,
    private readonly browser: Browser,
    readonly simulated: ReturnType<typeof simulatedSite>,
    /** Since when it has samples; jobs of before that were under way then. */
    readonly begin: Date,
  ) {}

  /** Accounts: `admin` and `user`, each with `<name>-pw`. */
  static async open({ hours = HOURS } = {}): Promise<BrowserSite> {
    const simulated = simulatedSite({ seed: 1 });
    const folder = mkdtempSync(join(tmpdir(), 'cc-kernel-pages-'));
    const site = Site.create({ folder, port: await freePort(), clusters: simulated.clusters });
    for (const role of ['admin', 'user', 'api']) site.addUser(role, role);
    const token = site.token('api');
    await site.start({ flags: ['-loglevel', 'warn'] });
    const to = Math.floor(Date.now() / 1000);
    const url = site.url;
    const from = to - hours * 3600;
    await play({ url, token, site: simulated, from, to, mode: 'replay', speed: Infinity });
    const browser = await chromium.launch({
      executablePath: EXECUTABLE,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new BrowserSite(site, token, browser, simulated, new Date(from * 1000));
  }

  /** A page of a new browser session; what goes wrong in it is collected in `faults`. */
  async page({ theme = 'light' as Theme, width = 1280, height = 800 } = {}): Promise<{ page: Page; faults: string[] }> {
    const context = await this.browser.newContext({
      baseURL: this.site.url,
      viewport: { width, height },
      colorScheme: theme,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.site.url) && !request.url().startsWith('data:')) faults.push(request.url());
    });
    return { page, faults };
  }

  /** The same, logged in. */
  async pageOf(name: string, options: { theme?: Theme; width?: number; height?: number } = {}) {
    const opened = await this.page(options);
    await logIn(opened.page, name);
    return opened;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.site.stop();
    rmSync(this.site.folder, { recursive: true, force: true });
  }
}

export async function logIn(page: Page, name: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill(`${name}-pw`);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Clusters', level: 1 }).waitFor();
}

/** Packed bytes of each script that a page loads from now on, by address. */
export async function watchScripts(page: Page): Promise<ReadonlyMap<string, number>> {
  const scripts = new Map<string, number>();
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.endsWith('.js')) return;
    scripts.set(response.url(), Number(response.headers()['content-length']));
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  return scripts;
}
