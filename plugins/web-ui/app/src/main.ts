import { mount } from 'svelte';
import { GraphqlClient } from './api/graphql.js';
import { RestClient } from './api/rest.js';
import { BOOT_ELEMENT, type Boot } from './boot/boot.js';
import { ClusterDirectory } from './clusters/cluster-directory.js';
import type { PageRoute } from './router/page-route.js';
import { Router } from './router/router.svelte.js';
import App from './shell/app.svelte';
import { Announcer } from './shell/announcer.svelte.js';
import { Preferences } from './shell/preferences.js';
import { Theme } from './theme/theme.svelte.js';

const routes = Object.values(import.meta.glob<PageRoute>('./pages/*/route.ts', { eager: true, import: 'route' }));
const boot = JSON.parse(document.getElementById(BOOT_ELEMENT)?.textContent ?? '') as Boot;

// Logging out ends the session while answers are still on their way: their 401 must not overtake the page that says so.
let isLeaving = false;
window.addEventListener('beforeunload', () => (isLeaving = true));
window.addEventListener('pageshow', () => (isLeaving = false));

const toLogin = (): void => {
  if (isLeaving) return;
  const { pathname, search } = window.location;
  window.location.assign(`/login?redirect=${encodeURIComponent(pathname + search)}`);
};

function storage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

const router = new Router(routes, window);
const announcer = new Announcer();
router.start();

mount(App, {
  target: document.getElementById('app')!,
  props: {
    announcer,
    routes,
    services: {
      boot,
      graphql: new GraphqlClient((address, init) => fetch(address, init), toLogin),
      rest: new RestClient((address, init) => fetch(address, init), toLogin),
      clusters: new ClusterDirectory(boot.clusters),
      router,
      theme: new Theme(window),
      preferences: new Preferences(storage()),
      clock: { now: () => Date.now() / 1000 },
      announce: announcer.announce,
    },
  },
});
