import { promisify } from 'node:util';
import { constants, createDeflateRaw, createGzip, deflateRaw, gzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Context } from 'koa';

type Coding = 'gzip' | 'deflate';

const TEXTUAL =
  /^(?:text\/(?:html|css|plain|javascript|markdown|csv|xml)|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript)|image\/svg\+xml)\s*(?:;|$)/i;
// Below this the saving is smaller than a packet.
const SMALLEST = 512;
// Long lists of numbers: level 1 takes a tenth of the time of level 5 for a few per cent more bytes.
const LARGE = 64 * 1024;

const pack = { gzip: promisify(gzip), deflate: promisify(deflateRaw) };
// `deflate` without the zlib frame, as cc-backend sends it; clients take both.
const packStream = { gzip: createGzip, deflate: createDeflateRaw };

/** Packs a textual answer when the client takes it packed. */
export async function compress(http: Context): Promise<void> {
  const body: unknown = http.body;
  if (body === null || body === undefined || http.method === 'HEAD' || http.response.get('Content-Encoding')) return;
  if (!TEXTUAL.test(String(http.response.get('Content-Type')))) return;
  const coding = preferredCoding(http.req.headers['accept-encoding']);
  if (!coding) return;
  if (body instanceof Readable) {
    mark(http, coding);
    // Each piece goes out at once: the stream may be live.
    const packed = packStream[coding]({ level: 1, flush: constants.Z_SYNC_FLUSH });
    body.once('error', (error) => packed.destroy(error));
    packed.once('close', () => body.destroy());
    http.body = body.pipe(packed);
    return;
  }
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return;
  const size = http.length ?? 0;
  if (size < SMALLEST) return;
  mark(http, coding);
  http.body = await pack[coding](body, { level: size > LARGE ? 1 : 5 });
}

function mark(http: Context, coding: Coding): void {
  http.set('Content-Encoding', coding);
  http.vary('Accept-Encoding');
  http.remove('Content-Length');
}

/** gzip before deflate, whatever the order; nothing for `*` alone. `q=0` means no. */
export function preferredCoding(accepted: string | undefined): Coding | undefined {
  if (!accepted) return undefined;
  const offered = new Map<string, number>();
  for (const item of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    offered.set(name, quality === undefined ? 1 : Number(quality) || 0);
  }
  return (['gzip', 'deflate'] as const).find((coding) => (offered.get(coding) ?? 0) > 0);
}
