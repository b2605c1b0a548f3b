import { getContext, setContext } from 'svelte';
import type { Graphql } from '../api/graphql.js';
import type { Rest } from '../api/rest.js';
import type { Boot } from '../boot/boot.js';
import type { ClusterDirectory } from '../clusters/cluster-directory.js';
import type { Router } from '../router/router.svelte.js';
import type { Theme } from '../theme/theme.svelte.js';
import type { Preferences } from './preferences.js';

/** What pages need of the world around them. */
export interface Services {
  readonly boot: Boot;
  readonly graphql: Graphql;
  readonly rest: Rest;
  readonly clusters: ClusterDirectory;
  readonly router: Router;
  readonly theme: Theme;
  readonly preferences: Preferences;
  readonly clock: { /** Seconds since 1970. */ now(): number };
  /** Told to screen readers. */
  readonly announce: (text: string) => void;
}

const KEY = Symbol('services');

export function provideServices(services: Services): void {
  setContext(KEY, services);
}

/** While a component is being made, not later. */
export function services(): Services {
  return getContext<Services>(KEY);
}
