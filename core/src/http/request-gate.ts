import type { Context } from 'koa';
import type { Clock } from '../contracts/clock.js';
import type { Logger } from '../contracts/logger.js';
import type { PlainPages } from '../contracts/plain-pages.js';
import type { Guard, Route, RouteContext } from '../contracts/routes.js';
import type { ClientAddress } from './client-address.js';
import { compress } from './compression.js';
import { crossOrigin } from './cross-origin.js';
import { isCrossSiteWrite } from './cross-site.js';
import { discardRest } from './discard-rest.js';
import type { ErrorGate } from './error-gate.js';
import type { Gatekeeper } from './gatekeeper.js';
import { answerNotFound } from './not-found.js';
import type { RateLimits } from './rate-limits.js';
import type { RequestIds } from './request-ids.js';
import type { RequestMeter } from './request-meter.js';
import { RequestSignal } from './request-signal.js';
import type { RouteTable } from './route-table.js';
import { sendEmpty, sendText } from './send.js';
import { setSecurityHeaders } from './security-headers.js';

const DEADLINE_SECONDS = 120;

export interface RequestGateParts {
  readonly routes: RouteTable;
  readonly gatekeeper: Gatekeeper;
  readonly errors: ErrorGate;
  readonly pages: PlainPages;
  readonly limits: RateLimits;
  readonly addresses: ClientAddress;
  readonly ids: RequestIds;
  readonly meter: RequestMeter;
  readonly clock: Clock;
  readonly log: Logger;
  /** Trees whose unknown paths are told only to those who may enter. */
  readonly closedTrees: Readonly<Record<string, Guard>>;
}

/**
 * The one Koa middleware: every request walks through it from top to bottom. Straight code instead of a stack of layers,
 * because the write path pays for each of them.
 */
export class RequestGate {
  constructor(private readonly parts: RequestGateParts) {}

  readonly handle = async (http: Context): Promise<void> => {
    const { ids, meter, clock, log } = this.parts;
    const begun = clock.nowMs();
    const requestId = ids.next();
    http.res.setHeader('X-Request-Id', requestId);
    if (crossOrigin(http)) return;
    const route = await this.answer(http, requestId);
    const milliseconds = clock.nowMs() - begun;
    meter.count(route?.path, http.method, http.status, milliseconds);
    // The query stays out: login tokens travel in it.
    log.debug(
      { requestId, method: http.method, path: http.path, status: http.status, bytes: http.length, milliseconds },
      'request',
    );
  };

  private async answer(http: Context, requestId: string): Promise<Route | undefined> {
    const { routes, addresses, errors } = this.parts;
    let route: Route | undefined;
    try {
      setSecurityHeaders(http.res, isSecure(http));
      if (isCrossSiteWrite(http)) {
        sendText({ http }, 403, 'cross-site request blocked\n');
        return undefined;
      }
      const found = routes.find(http.method, http.path);
      const address = addresses.of(http.req);
      if (found.route) {
        route = found.route;
        await this.serve(route, http, found.params, requestId, address);
      } else {
        await this.refuse(http, found.allowed, address);
      }
      await compress(http);
    } catch (error) {
      await discardRest(http.req);
      errors.answer(error, http, route, requestId);
    }
    return route;
  }

  private async serve(
    route: Route,
    http: Context,
    params: Readonly<Record<string, string>>,
    requestId: string,
    address: string,
  ): Promise<void> {
    const { gatekeeper, limits } = this.parts;
    if (route.rate !== 'none') await limits.take(route.rate, address);
    const principal = await gatekeeper.admit(route.guard, http, address);
    const life = new RequestSignal(http.res, route.deadline ?? DEADLINE_SECONDS);
    const context: RouteContext = {
      http,
      principal,
      params,
      requestId,
      address,
      bodyLimit: route.bodyLimit,
      get signal() {
        return life.signal;
      },
    };
    http.status = 200;
    await route.handle(context);
    if (http.body === undefined && http.respond !== false) sendEmpty({ http }, http.status);
  }

  private async refuse(http: Context, allowed: readonly string[], address: string): Promise<void> {
    const tree = /^\/[^/]*/.exec(http.path)?.[0] ?? '';
    const guard = this.parts.closedTrees[tree];
    if (guard) await this.parts.gatekeeper.admit(guard, http, address);
    if (allowed.length === 0) {
      answerNotFound(http, this.parts.pages);
      return;
    }
    sendEmpty({ http }, 405);
    http.set('Allow', allowed.join(', '));
  }
}

/** The header may be forged, which does no harm: it only makes the browser stricter. */
function isSecure(http: Context): boolean {
  return 'encrypted' in http.req.socket || http.req.headers['x-forwarded-proto'] === 'https';
}
