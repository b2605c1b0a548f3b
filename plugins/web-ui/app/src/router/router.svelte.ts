import type { PageAddress, PageRoute } from './page-route.js';
import { matchRoute } from './match-route.js';

export interface NavigateOptions {
  /** Takes the place of the present entry in the history. */
  readonly replace?: boolean;
}

export interface Matched {
  readonly route: PageRoute | undefined;
  readonly address: PageAddress;
}

/** Keeps pages and the browser's address together. Plain links work: clicks on those that lead to a page are caught here. */
export class Router {
  #current = $state.raw<Matched>()!;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly routes: readonly PageRoute[],
    private readonly window: Window,
  ) {
    this.#current = this.matched();
  }

  get current(): Matched {
    return this.#current;
  }

  get address(): PageAddress {
    return this.#current.address;
  }

  start(): void {
    const onBack = (): void => this.read();
    const onClick = (event: MouseEvent): void => this.follow(event);
    this.window.addEventListener('popstate', onBack);
    this.window.document.addEventListener('click', onClick);
    this.stops.push(
      () => this.window.removeEventListener('popstate', onBack),
      () => this.window.document.removeEventListener('click', onClick),
    );
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  /** @param href a path of this server, with query */
  navigate(href: string, { replace = false }: NavigateOptions = {}): void {
    const { history, location } = this.window;
    if (href === location.pathname + location.search) return;
    if (replace) history.replaceState(undefined, '', href);
    else history.pushState(undefined, '', href);
    this.read();
  }

  private read(): void {
    this.#current = this.matched();
  }

  private matched(): Matched {
    const { pathname, search } = this.window.location;
    const found = matchRoute(this.routes, pathname);
    return {
      route: found?.route,
      address: { path: pathname, params: found?.params ?? {}, query: new URLSearchParams(search) },
    };
  }

  private follow(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    ) {
      return;
    }
    const link = event.target instanceof Element ? event.target.closest('a') : undefined;
    if (!link || link.target !== '' || link.hasAttribute('download')) return;
    const { location } = this.window;
    const to = new URL(link.href, location.href);
    const stays = to.pathname === location.pathname && to.search === location.search;
    // Others are the server's: log out, files, addresses that it redirects.
    if (to.origin !== location.origin || (stays && to.hash !== '') || !matchRoute(this.routes, to.pathname)) return;
    event.preventDefault();
    this.navigate(to.pathname + to.search);
    if (!stays) this.window.scrollTo(0, 0);
  }
}
