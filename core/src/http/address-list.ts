import { BlockList, isIP } from 'node:net';
import { InvalidInputError } from '../errors/index.js';

/** Addresses and networks (`10.0.0.0/8`, `fd00::/8`) as a set. IPv4 addresses that arrive as `::ffff:a.b.c.d` count as IPv4. */
export class AddressList {
  private readonly list = new BlockList();

  /** @param origin config path, for the error text */
  constructor(entries: readonly string[], origin: string) {
    for (const entry of entries) {
      const [address, prefix, rest] = entry.trim().split('/');
      const version = isIP(address ?? '');
      const bits = version === 6 ? 128 : 32;
      const length = prefix === undefined ? bits : /^\d+$/.test(prefix) ? Number(prefix) : -1;
      if (!address || !version || rest !== undefined || length < 0 || length > bits) {
        throw new InvalidInputError(`${origin}: "${entry}" is neither an IP address nor a network such as 10.0.0.0/8`);
      }
      this.list.addSubnet(address, length, version === 6 ? 'ipv6' : 'ipv4');
    }
  }

  has(address: string): boolean {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 6 ? 'ipv6' : 'ipv4');
  }
}

/** Without brackets, port, zone and the IPv6 wrapping of an IPv4 address. */
export function plainAddress(text: string): string {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1];
  const address = bracketed ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const unzoned = address.split('%')[0] ?? '';
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)?.[1] ?? unzoned;
}
