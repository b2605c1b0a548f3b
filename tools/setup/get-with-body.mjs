import { request } from 'node:http';

/**
 * A GET with a body, as cc-metric-store's protocol wants it; `fetch` refuses to send one. Gives up after 20 s.
 * Resolves with status, headers (names in lower case) and the text of the answer.
 */
export function getWithBody(url, body, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const signal = AbortSignal.timeout(20_000);
    const asked = request(url, { method, headers: { ...headers, 'content-length': length }, signal }, (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
