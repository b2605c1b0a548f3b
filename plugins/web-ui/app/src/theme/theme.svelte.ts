const KEY = 'cc-kernel.theme';

export type ThemeName = 'light' | 'dark';

/** Which theme is on. `before-paint.js` puts it on the root element and follows the system; this follows the element. */
export class Theme {
  #actual = $state<ThemeName>('light');
  private readonly observer: MutationObserver;

  constructor(private readonly window: Window & typeof globalThis) {
    this.#actual = this.read();
    this.observer = new window.MutationObserver(() => (this.#actual = this.read()));
    this.observer.observe(window.document.documentElement, { attributeFilter: ['data-theme'] });
  }

  get actual(): ThemeName {
    return this.#actual;
  }

  /** Back to what the system says is no choice of its own: from then on the system is followed again. */
  toggle(): void {
    const next = this.#actual === 'dark' ? 'light' : 'dark';
    const system = this.window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    try {
      if (next === system) this.window.localStorage.removeItem(KEY);
      else this.window.localStorage.setItem(KEY, next);
    } catch {
      // Storage is forbidden: the choice lasts as long as the page.
    }
    this.window.document.documentElement.dataset['theme'] = next;
  }

  stop(): void {
    this.observer.disconnect();
  }

  private read(): ThemeName {
    return this.window.document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
  }
}
