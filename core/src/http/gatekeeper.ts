import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { Identity } from '../contracts/identity.js';
import type { Principal } from '../contracts/principal.js';
import type { Guard } from '../contracts/routes.js';
import { UnauthorizedError } from '../errors/index.js';
import { AddressList } from './address-list.js';

/** Lets a request pass a guard, or says why not. */
export class Gatekeeper {
  private readonly apiAddresses: AddressList | undefined;

  /** @param apiAllowedIps `main.api-allowed-ips`; empty, or `*` first: everybody */
  constructor(
    private readonly identity: Identity,
    apiAllowedIps: readonly string[],
  ) {
    const open = apiAllowedIps.length === 0 || apiAllowedIps[0] === '*';
    this.apiAddresses = open ? undefined : new AddressList(apiAllowedIps, 'main.api-allowed-ips');
  }

  /** Resolves with who it is, `undefined` on public routes; rejects with `UnauthorizedError`. */
  async admit(guard: Guard, http: Context, address: string): Promise<Principal | undefined> {
    if (guard.credential === 'public') return undefined;
    const principal = await this.identify(guard.credential, http);
    if (!principal) throw new UnauthorizedError(guard.whenAbsent ?? 'unauthorized');
    if (guard.ipList && this.apiAddresses && !this.apiAddresses.has(address)) {
      throw new UnauthorizedError(`unknown ip: ${address}`);
    }
    if (!guard.allows(principal)) throw new UnauthorizedError('unauthorized');
    return principal;
  }

  private async identify(
    credential: 'token' | 'session' | 'token-or-session',
    { req, res }: { readonly req: IncomingMessage; readonly res: Context['res'] },
  ): Promise<Principal | undefined> {
    if (credential !== 'session') {
      // A bad token is refused; the session is not tried in its place.
      const principal = await this.identity.byToken(req);
      if (principal || credential === 'token') return principal;
    }
    return this.identity.bySession(req, res);
  }
}
