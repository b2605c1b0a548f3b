/**
 * For every page of ours: nothing from elsewhere, no inline script, no inline style. Scripts may still set styles of
 * elements through the DOM, which is what plots and bars do.
 */
export const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
].join('; ');
