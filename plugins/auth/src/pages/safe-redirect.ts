/**
 * Where to go after login: a path of this server, or `/`. Browsers take `//host`, `/\host` and anything with a scheme to
 * another server, and drop control characters before they look, so all of these are refused. The path is cleaned and absolute.
 */
export function safeRedirect(wanted: string | undefined): string {
  if (!wanted || !isHarmless(wanted)) return '/';
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/.exec(wanted) ?? [];
  if (/^[^/]*:/.test(path)) return '/';
  return cleanPath(path) + rest;
}

function isHarmless(text: string): boolean {
  if (Array.from(text).some((char) => char < ' ' || char === '\u007f' || char === '\\')) return false;
  if (text.startsWith('//')) return false;
  try {
    decodeURIComponent(text.replace(/[?#].*$/, ''));
  } catch {
    return false;
  }
  return true;
}

function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const tail = parts.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${parts.join('/')}${tail}`;
}
