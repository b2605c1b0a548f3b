import type { Context } from 'koa';
import type { PageDress, PlainPage, PlainPages } from '../contracts/plain-pages.js';
import { htmlPage } from './html-page.js';

export class DressedPages implements PlainPages {
  private dress: PageDress = (http, page) => {
    http.set('Content-Type', 'text/html; charset=utf-8');
    http.body = htmlPage(page);
  };

  answer(http: Context, page: PlainPage): void {
    this.dress(http, page);
  }

  wear(dress: PageDress): void {
    this.dress = dress;
  }
}
