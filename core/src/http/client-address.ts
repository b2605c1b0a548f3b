import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { AddressList, plainAddress } from './address-list.js';

/** Who is at the other end. Forwarding headers count only when a trusted proxy sent them. */
export class ClientAddress {
  private readonly trusted: AddressList | undefined;

  constructor(trustedProxies: readonly string[]) {
    this.trusted = trustedProxies.length ? new AddressList(trustedProxies, 'main.trusted-proxies') : undefined;
  }

  of(request: IncomingMessage): string {
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    if (!this.trusted?.has(peer)) return peer;
    const hops = [request.headers['x-forwarded-for']].flat().join(',').split(',').map(plainAddress).filter(Boolean);
    // From the right: each proxy appended the one that it saw, so the first untrusted one is the client.
    for (const hop of hops.toReversed()) {
      if (!isIP(hop)) return peer;
      if (!this.trusted.has(hop)) return hop;
    }
    const real = plainAddress([request.headers['x-real-ip']].flat()[0] ?? '');
    return hops[0] ?? (isIP(real) ? real : peer);
  }
}
