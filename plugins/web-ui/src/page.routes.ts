import { guards, jsonText, type Principal, type Route, type RouteContext } from '@cc-kernel/core/plugin';
import { BOOT_MARK, type BuiltApp } from './built-app.js';
import { jobsOfUserAddress, searchAddress } from './old-addresses.js';
import { SECURITY_POLICY } from './security-policy.js';

export interface PageRoutesParts {
  readonly app: Pick<BuiltApp, 'shell'>;
  readonly boot: (who: Principal) => Promise<unknown>;
}

/** Addresses that the shell answers: it knows its views, and says so where one is not there yet. */
const SHELL_PATHS = ['/', '/monitoring/jobs/', '/monitoring/job/:id', '/monitoring/*path', '/config'] as const;

export function pageRoutes(parts: PageRoutesParts): readonly Route[] {
  const common = { methods: ['GET'], guard: guards.page, bodyLimit: 0, rate: 'ui' } as const;
  const shell = async ({ http, principal }: RouteContext): Promise<void> => {
    if (!principal) return;
    const boot = jsonText(await parts.boot(principal));
    http.set('Content-Type', 'text/html; charset=utf-8');
    http.set('Content-Security-Policy', SECURITY_POLICY);
    // It names the user and what the user may see.
    http.set('Cache-Control', 'no-store');
    http.body = parts.app.shell.replace(BOOT_MARK, () => `<script type="application/json" id="boot">${boot}</script>`);
  };
  const to = (address: (context: RouteContext) => string) => (context: RouteContext) => {
    context.http.status = 302;
    context.http.set('Location', address(context));
    context.http.body = '';
  };
  return [
    { ...common, path: '/monitoring/jobs', handle: to(({ http }) => `/monitoring/jobs/${http.search}`) },
    {
      ...common,
      path: '/monitoring/user/:name',
      handle: to(({ params, http }) => jobsOfUserAddress(params['name'] ?? '', http.search)),
    },
    {
      ...common,
      path: '/search',
      handle: to(({ http }) => searchAddress(new URLSearchParams(http.search).get('searchId') ?? '')),
    },
    ...SHELL_PATHS.map((path) => ({ ...common, path, handle: shell })),
  ];
}
