import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AddressList, plainAddress } from '../../src/http/address-list.js';
import { ClientAddress } from '../../src/http/client-address.js';
import { parseListenAddress } from '../../src/http/listen-address.js';
import { guards } from '../../src/access/guards.js';
import { sendJson } from '../../src/http/send.js';
import { openSite, route } from './http-harness.js';

describe('a list of addresses', () => {
  const list = new AddressList(['192.0.2.7', '10.0.0.0/8', 'fd00::/8', '::1', '0.0.0.0/32'], 'main.x');
  it.each(['192.0.2.7', '10.255.0.1', '::ffff:10.1.2.3', 'fd12::1', '::1', '[::1]:80', '10.1.2.3:8080'])(
    'holds %s',
    (address) => expect(list.has(address)).toBe(true),
  );
  it.each(['192.0.2.8', '11.0.0.1', 'fe80::1', '', 'localhost', '10.1.2', '::ffff:192.0.2.8'])(
    'does not hold %j',
    (address) => expect(list.has(address)).toBe(false),
  );
  it.each(['', 'localhost', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::1/129', '10.0.0.0/-1', '*'])(
    'refuses the entry %j',
    (entry) => expect(() => new AddressList([entry], 'main.x')).toThrow(/^main\.x: /),
  );
  it.each([
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    [' [::1]:443 ', '::1'],
  ])('takes %j as %j', (text, plain) => expect(plainAddress(text)).toBe(plain));
});

describe('the address of the client', () => {
  const of = (trusted: readonly string[], peer: string, headers: Record<string, string> = {}): string =>
    new ClientAddress(trusted).of({ socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage);
  const forged = { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1' };

  it('is the peer, whatever headers say, unless the peer is a trusted proxy', () => {
    expect(of([], '192.0.2.1', forged)).toBe('192.0.2.1');
    expect(of(['198.51.100.1'], '192.0.2.1', forged)).toBe('192.0.2.1');
    expect(of([], '::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  it('is the last one that no trusted proxy added', () => {
    const trusted = ['198.51.100.0/24'];
    expect(of(trusted, '198.51.100.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
    expect(of(trusted, '198.51.100.1', { 'x-forwarded-for': '10.6.6.6, 203.0.113.9, 198.51.100.2' })).toBe(
      '203.0.113.9',
    );
    expect(of(trusted, '198.51.100.1', { 'x-forwarded-for': '198.51.100.2' })).toBe('198.51.100.2');
    expect(of(trusted, '198.51.100.1', { 'x-forwarded-for': '203.0.113.9, garbage' })).toBe('198.51.100.1');
    expect(of(trusted, '198.51.100.1', { 'x-real-ip': '203.0.113.9' })).toBe('203.0.113.9');
    expect(of(trusted, '198.51.100.1')).toBe('198.51.100.1');
  });
});

describe('main.api-allowed-ips', () => {
  const main = route('/api/main', (context) => sendJson(context, 200, context.address), { guard: guards.mainApi });
  const write = route('/api/write', (context) => sendJson(context, 200, {}), { guard: guards.metricStoreApi });
  const token = { 'x-auth-token': 'robot:api' };

  it('closes the main API, and only it, to others, after the token and before the roles', async () => {
    const site = await openSite([main, write], { main: { apiAllowedIps: ['192.0.2.0/24'] } });
    const errorOf = async (headers: Record<string, string>): Promise<unknown> =>
      ((await (await site.fetch('/api/main', { headers })).json()) as { error: string }).error;
    expect(await errorOf(token)).toBe('unknown ip: 127.0.0.1');
    expect(await errorOf({ 'x-auth-token': 'carol:user' })).toBe('unknown ip: 127.0.0.1');
    expect(await errorOf({ ...token, 'x-real-ip': '192.0.2.1', 'x-forwarded-for': '192.0.2.1' })).toBe(
      'unknown ip: 127.0.0.1',
    );
    expect(await errorOf({ 'x-auth-token': 'bad' })).toBe('token is malformed');
    expect(await errorOf({})).toBe('no user for secured check');
    expect((await site.fetch('/api/write', { headers: token })).status).toBe(200);
    await site.close();
  });

  it('believes a trusted proxy', async () => {
    const site = await openSite([main], { main: { apiAllowedIps: ['192.0.2.0/24'], trustedProxies: ['127.0.0.1'] } });
    const answer = await site.fetch('/api/main', { headers: { ...token, 'x-forwarded-for': '192.0.2.9' } });
    expect(await answer.json()).toBe('192.0.2.9');
    await site.close();
  });

  it.each([[[]], [['*']], [['*', 'nonsense']]])('of %j lets everybody in', async (apiAllowedIps) => {
    const site = await openSite([main], { main: { apiAllowedIps } });
    expect((await site.fetch('/api/main', { headers: token })).status).toBe(200);
    await site.close();
  });

  it('with a mistake is found at start', async () => {
    await expect(openSite([main], { main: { apiAllowedIps: ['10.0.0'] } })).rejects.toThrow(
      'main.api-allowed-ips: "10.0.0"',
    );
  });
});

describe('main.addr', () => {
  it.each([
    ['localhost:8080', { host: 'localhost', port: 8080 }],
    [':80', { host: undefined, port: 80 }],
    ['[::1]:443', { host: '::1', port: 443 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
  ])('%s', (text, address) => expect(parseListenAddress(text)).toEqual(address));
  it.each(['8080', 'localhost', 'localhost:', '::1:80', 'host:65536', 'host:80:80', ''])('refuses %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow(/^main\.addr: /);
  });
});
