import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sendJson, sendText } from '../../src/http/send.js';
import { RateLimits } from '../../src/http/rate-limits.js';
import { openSite, route, type Site } from './http-harness.js';

const sites: Site[] = [];
const siteOf = async (...of: Parameters<typeof openSite>): Promise<Site> => {
  const site = await openSite(...of);
  sites.push(site);
  return site;
};
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
const never = AbortSignal.timeout(60_000);

/** A handler that answers when told. */
function gate(): { open: () => void; handle: () => Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { open, handle: () => opened };
}

describe('listening', () => {
  it('on a port that is taken fails and says what to do', async () => {
    const first = await siteOf([]);
    const addr = first.url.replace('http://', '');
    await expect(siteOf([], { main: { addr } })).rejects.toMatchObject({
      code: 'CC_ADDRESS_IN_USE',
      kind: 'setup',
      message: `cannot listen on ${addr}: another program listens there. Stop it, or change main.addr`,
    });
  });

  it('on an address of another machine fails', async () => {
    await expect(siteOf([], { main: { addr: '192.0.2.1:0' } })).rejects.toMatchObject({ code: 'CC_CANNOT_LISTEN' });
  });

  it('with a certificate that is not there names the settings', async () => {
    const main = { httpsCertFile: 'nowhere.pem', httpsKeyFile: 'nowhere.key' };
    await expect(siteOf([], { main })).rejects.toMatchObject({
      code: 'CC_CANNOT_LISTEN',
      message: expect.stringMatching(/https-cert-file.*nowhere/),
    });
  });

  it('closes twice quietly and can open again', async () => {
    const site = await siteOf([]);
    await site.service.close();
    await site.service.close();
    await site.service.listen();
    expect((await fetch(`${site.service.url}/readyz`)).status).toBe(200);
  });
});

describe('with certificate and key', () => {
  it('speaks TLS and asks browsers to stay with it', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'cck-tls-'));
    const file = (name: string): string => join(folder, name);
    try {
      const subject = ['-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', file('key'), '-out', file('cert')];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'ed25519', ...subject], { stdio: 'ignore' });
    } catch {
      rmSync(folder, { recursive: true });
      return context.skip('there is no openssl to make a certificate');
    }
    const site = await siteOf([], { main: { httpsCertFile: file('cert'), httpsKeyFile: file('key') } });
    rmSync(folder, { recursive: true });
    expect(site.url).toMatch(/^https:/);
    const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
      request(`${site.url}/readyz`, { rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve(answer.headers);
      })
        .on('error', reject)
        .end();
    });
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });
});

describe('draining', () => {
  it('refuses new work, finishes what runs, and keeps telling how it is', async () => {
    const slow = gate();
    const site = await siteOf([
      route('/slow', async (context) => {
        await slow.handle();
        sendText(context, 200, 'finished');
      }),
    ]);
    const running = site.fetch('/slow');
    await expect.poll(async () => (await site.fetch('/readyz')).status).toBe(200);
    let drained = false;
    const draining = site.service.drain(never).then(() => (drained = true));
    const refused = await site.fetch('/slow');
    expect([refused.status, refused.headers.get('connection'), refused.headers.get('retry-after')]).toEqual([
      503,
      'close',
      '10',
    ]);
    expect((await site.fetch('/readyz')).status).toBe(503);
    expect((await site.fetch('/healthz')).status).toBe(200);
    expect(drained).toBe(false);
    slow.open();
    expect(await (await running).text()).toBe('finished');
    await draining;
  });

  it('gives up at the deadline', async () => {
    const site = await siteOf([route('/forever', () => new Promise(() => undefined))]);
    const running = site.fetch('/forever').catch(() => 'cut off');
    await expect.poll(async () => (await site.fetch('/readyz')).status).toBe(200);
    await site.service.drain(AbortSignal.timeout(30));
    expect(site.log.lines.find(({ level }) => level === 'warn')?.message).toMatch(/still running/);
    await site.service.close();
    expect(await running).toBe('cut off');
  });
});

describe('the signal of a request', () => {
  it('aborts when the client leaves', async () => {
    let reason: unknown;
    const arrived = gate();
    const site = await siteOf([
      route('/wait', async ({ signal }) => {
        arrived.open();
        await new Promise((_, fail) => signal.addEventListener('abort', () => fail((reason = signal.reason))));
      }),
    ]);
    const client = new AbortController();
    const request = site.fetch('/wait', { signal: client.signal }).catch(() => 'left');
    await arrived.handle();
    client.abort();
    expect(await request).toBe('left');
    await expect.poll(() => reason).toMatchObject({ code: 'CC_CLIENT_GONE' });
  });

  it('aborts at the deadline, and the client is told', async () => {
    const site = await siteOf([
      route(
        '/wait',
        ({ signal }) => new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason as Error))),
        { deadline: 0.02 },
      ),
    ]);
    const answer = await site.fetch('/wait');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: 'the request took longer than 0.02 s and was given up' });
  });

  it('does not abort when the answer went out', async () => {
    let kept: AbortSignal | undefined;
    const site = await siteOf([
      route('/quick', (context) => {
        kept = context.signal;
        sendJson(context, 200, {});
      }),
    ]);
    await (await site.fetch('/quick')).text();
    await site.close();
    expect(kept?.aborted).toBe(false);
  });
});

describe('rate classes', () => {
  it('refuse the address that asks too often, and only it', async () => {
    const wide = { points: 100, seconds: 60 };
    const limits = new RateLimits({ login: wide, ui: wide, api: { points: 2, seconds: 60 } });
    await limits.take('api', '192.0.2.1');
    await limits.take('api', '192.0.2.1');
    await expect(limits.take('api', '192.0.2.1')).rejects.toMatchObject({
      code: 'CC_TOO_MANY',
      retryAfter: expect.toSatisfy((seconds: number) => seconds > 55 && seconds <= 60),
    });
    await limits.take('api', '192.0.2.2');
    await limits.take('ui', '192.0.2.1');
  });
});
