// Types only: Koa is the language of the HTTP gates.
import type { Context } from 'koa';
import { token } from './token.js';

/** A page that the server writes itself because it must work before, or without, the web interface. */
export interface PlainPage {
  readonly title: string;
  /** HTML of the main part; texts from outside went through `escapeHtml`. */
  readonly main: string;
}

/** Sets body, content type and, where it is stricter, the Content-Security-Policy; never the status. */
export type PageDress = (http: Context, page: PlainPage) => void;

/** Login, not found and the like. They have a look of their own that needs no other file, until a web interface gives them its own. */
export interface PlainPages {
  answer(http: Context, page: PlainPage): void;
  /** From now on pages look like this; the last one given counts. */
  wear(dress: PageDress): void;
}
export const PlainPages = token<PlainPages>('http.PlainPages');
