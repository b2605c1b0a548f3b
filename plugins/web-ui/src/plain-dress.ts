import { escapeHtml, type PageDress } from '@cc-kernel/core/plugin';
import { MAIN_MARK, TITLE_MARK } from './built-app.js';
import { SECURITY_POLICY } from './security-policy.js';

/** Login, not found and the like in the look of the interface; they work without scripts. */
export function plainDress(frame: string): PageDress {
  return (http, { title, main }) => {
    http.set('Content-Type', 'text/html; charset=utf-8');
    http.set('Content-Security-Policy', SECURITY_POLICY);
    http.set('Cache-Control', 'no-store');
    http.body = frame.replace(TITLE_MARK, () => escapeHtml(title)).replace(MAIN_MARK, () => main);
  };
}
