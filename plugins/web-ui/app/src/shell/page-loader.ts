import type { Component } from 'svelte';
import type { PageAddress, PageRoute } from '../router/page-route.js';

export type Page = Component<{ address: PageAddress }>;

const pages = import.meta.glob<{ readonly default: Page }>('../pages/*/page.svelte');
const routes = import.meta.glob<PageRoute>('../pages/*/route.ts', { eager: true, import: 'route' });

/** The page beside a route's file. */
export async function loadPage(route: PageRoute): Promise<Page> {
  const file = Object.keys(routes).find((name) => routes[name] === route);
  const load = file && pages[file.replace(/route\.ts$/, 'page.svelte')];
  if (!load) throw new Error(`there is no page for ${route.path}`);
  return (await load()).default;
}
