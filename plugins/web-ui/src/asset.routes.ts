import { guards, type Route } from '@cc-kernel/core/plugin';
import type { Asset, Coding } from './built-app.js';

const guard = guards.public('files of the program itself, the same for everybody; the login page needs them');

/** One literal route a file: what was not built cannot be asked for. */
export function assetRoutes(assets: readonly Asset[]): readonly Route[] {
  return assets.map((asset) => ({
    methods: ['GET'],
    path: `/assets/${asset.name}`,
    guard,
    bodyLimit: 0,
    rate: 'none',
    handle: ({ http }) => {
      const coding = bestCoding(http.get('accept-encoding'), asset);
      http.set('Content-Type', asset.type);
      // The name changes with the content.
      http.set('Cache-Control', 'public, max-age=31536000, immutable');
      http.vary('Accept-Encoding');
      if (coding !== 'identity') http.set('Content-Encoding', coding);
      http.body = asset.bytes[coding];
    },
  }));
}

/** The smallest that the client takes. `q=0` means no. */
export function bestCoding(accepted: string, { bytes }: Pick<Asset, 'bytes'>): Coding {
  const refused = /;\s*q=0(?:\.0*)?\s*$/;
  const taken = accepted
    .toLowerCase()
    .split(',')
    .filter((item) => !refused.test(item))
    .map((item) => item.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((coding) => bytes[coding] && taken.includes(coding)) ?? 'identity';
}
