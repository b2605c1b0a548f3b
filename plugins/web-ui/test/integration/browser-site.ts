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

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong in it: errors, warnings, requests to elsewhere. */
  readonly faults: string[];
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
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
}

/** A page of a new browser session that looks at this server. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<OpenedPage> {
  const { theme = 'light', width = 1280, height = 800 } = options;
  const viewport = { width, height };
  const context = await browser.newContext({ baseURL: url, viewport, colorScheme: theme, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(request.url());
  });
  return { page, faults };
}

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
    const browser = await launchBrowser();
    return new BrowserSite(site, token, browser, simulated, new Date(from * 1000));
  }

  /** A page of a new browser session; what goes wrong in it is collected in `faults`. */
  page(options: PageOptions = {}): Promise<OpenedPage> {
    return openPage(this.browser, this.site.url, options);
  }

  /** The same, logged in. */
  async pageOf(name: string, options: PageOptions = {}): Promise<OpenedPage> {
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
