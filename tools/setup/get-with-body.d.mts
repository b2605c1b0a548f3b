import type { IncomingHttpHeaders } from 'node:http';

/** A GET with a body, which `fetch` refuses to send. */
export function getWithBody(
  url: string,
  body: string,
  headers?: Readonly<Record<string, string>>,
  method?: 'GET' | 'HEAD',
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }>;
