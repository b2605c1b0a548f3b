import Router from '@koa/router';
import { token } from '../contracts/token.js';
import type { Guard, HttpMethod, RateClass, Route, Routes } from '../contracts/routes.js';
import { InvalidInputError } from '../errors/index.js';
import { InvalidRouteError } from './errors.js';

/** What became of a look-up: a route with its parameters, or the methods that the path knows (none: unknown path). */
export type Found =
  | { readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly route: undefined; readonly allowed: readonly string[] };

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const CREDENTIALS: readonly Guard['credential'][] = ['public', 'token', 'session', 'token-or-session'];
const RATE_CLASSES: readonly RateClass[] = ['none', 'login', 'api', 'ui'];
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * All routes. Literal paths are found by one look-up, so that the write path costs the same however many routes there are;
 * the others are matched by @koa/router, in the order in which they came.
 */
export class RouteTable implements Routes {
  private readonly routes: Route[] = [];
  private readonly literal = new Map<string, Map<string, Route>>();
  private readonly router = new Router({ strict: true, sensitive: true });
  private readonly byName = new Map<string, Route>();

  get all(): readonly Route[] {
    return this.routes;
  }

  add(...routes: readonly Route[]): void {
    for (const route of routes) this.addOne(route);
  }

  /** @param path as the client sent it, still percent-encoded */
  find(requested: string, path: string): Found {
    const method = requested === 'HEAD' ? 'GET' : requested;
    const byMethod = this.literal.get(path);
    const exact = byMethod?.get(method);
    if (exact) return { route: exact, params: NO_PARAMS };
    const matches = this.router.match(path, method);
    const layer = matches.pathAndMethod[0];
    const route = layer && this.byName.get(layer.name ?? '');
    if (layer && route) {
      checkEscapes(path);
      return { route, params: layer.params(path, layer.captures(path)) };
    }
    const allowed = new Set([...(byMethod?.keys() ?? []), ...matches.path.flatMap((match) => match.methods)]);
    if (allowed.has('GET')) allowed.add('HEAD');
    return { route: undefined, allowed: [...allowed].toSorted() };
  }

  private addOne(route: Route): void {
    checkRoute(route);
    for (const method of route.methods) {
      const name = `${method} ${route.path}`;
      if (this.byName.has(name)) throw new InvalidRouteError(`route ${name} is there already`);
      this.byName.set(name, route);
      if (isLiteral(route.path)) {
        const byMethod = this.literal.get(route.path) ?? new Map<string, Route>();
        byMethod.set(method, route);
        this.literal.set(route.path, byMethod);
      } else {
        // The router only matches; the gate calls the handler.
        this.router.register(route.path, [method], () => undefined, { name });
      }
    }
    this.routes.push(route);
  }
}

/** The table itself, for the room; others hold it as `Routes`. */
export const LiveRoutes = token<RouteTable>('http.LiveRoutes');

function isLiteral(path: string): boolean {
  return !/[:*{}()[\]+?!\\]/.test(path);
}

function checkEscapes(path: string): void {
  if (!path.includes('%')) return;
  try {
    decodeURIComponent(path);
  } catch (cause) {
    throw new InvalidInputError('the path holds a broken percent escape', { cause });
  }
}

/** The types demand all of this; a plugin in plain JavaScript, or one cast too many, meets it here. */
function checkRoute(route: Partial<Route>): asserts route is Route {
  const name = `route ${route.methods?.join('|') ?? '?'} ${route.path ?? '?'}`;
  const refuse = (why: string): never => {
    throw new InvalidRouteError(`${name} ${why}`);
  };
  if (typeof route.path !== 'string' || !route.path.startsWith('/')) refuse('has no path that begins with /');
  if (!route.methods?.length || route.methods.some((method) => !METHODS.includes(method))) {
    refuse(`needs methods out of ${METHODS.join(', ')}`);
  }
  const guard = route.guard;
  if (!guard || !CREDENTIALS.includes(guard.credential)) {
    refuse('has no guard: say who may pass, or guards.public with the reason');
  } else if (guard.credential === 'public') {
    if (!guard.because) refuse('is public without a reason');
  } else if (typeof guard.allows !== 'function') {
    refuse('has a guard without a condition `allows`');
  }
  if (!Number.isSafeInteger(route.bodyLimit) || (route.bodyLimit ?? -1) < 0) {
    refuse('has no body limit: bytes, or 0 when no body is read');
  }
  if (!route.rate || !RATE_CLASSES.includes(route.rate)) refuse(`needs a rate class out of ${RATE_CLASSES.join(', ')}`);
  if (typeof route.handle !== 'function') refuse('has no handler');
}
