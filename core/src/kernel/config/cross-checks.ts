import { parseDuration } from '../../domain/duration.js';
import type { Sections } from './config-schema.js';

/** Mistakes that concern several keys at once, or what a value means. */
export function crossChecks(sections: Sections): readonly string[] {
  return [
    ...mainMistakes(sections),
    ...archiveMistakes(sections),
    ...metricStoreMistakes(sections),
    ...externalStoreMistakes(sections),
    ...cronMistakes(sections),
  ];
}

function mainMistakes({ main }: Sections): string[] {
  const found: string[] = [];
  const cert = main['https-cert-file'];
  const key = main['https-key-file'];
  if ((cert === undefined) !== (key === undefined))
    found.push(`main.https-${cert === undefined ? 'cert' : 'key'}-file: is missing; TLS needs both files`);
  if (main.addr !== undefined && !/^.*:\d{1,5}$/.test(main.addr))
    found.push(`main.addr: must be host:port, is ${JSON.stringify(main.addr)}`);
  else if (main.addr !== undefined && Number(/\d+$/.exec(main.addr)?.[0]) > 65_535)
    found.push(`main.addr: the port must be at most 65535, is ${JSON.stringify(main.addr)}`);
  if (main['redirect-http-to'] !== undefined && !URL.canParse(main['redirect-http-to']))
    found.push(`main.redirect-http-to: must be a URL, is ${JSON.stringify(main['redirect-http-to'])}`);
  const age = main['session-max-age'];
  if (age !== undefined && parseDuration(age) < 0)
    found.push(`main.session-max-age: must not be negative, is "${age}"`);
  return found;
}

function archiveMistakes({ archive }: Sections): string[] {
  if (!archive) return [];
  const needed = ({ file: 'path', s3: 'bucket', sqlite: 'db-path' } as const)[archive.kind];
  return archive[needed] ? [] : [`archive.${needed}: is missing; kind "${archive.kind}" needs it`];
}

function metricStoreMistakes(sections: Sections): string[] {
  const store = sections['metric-store'];
  if (!store) return [];
  const found: string[] = [];
  for (const key of ['retention-in-memory', 'checkpoint-interval'] as const)
    found.push(...notPositive(`metric-store.${key}`, store[key]));
  if (store['memory-cap'] < 0) found.push(`metric-store.memory-cap: must be >= 0, is ${store['memory-cap']}`);
  if (store.cleanup?.mode === 'archive' && !store.cleanup.directory)
    found.push('metric-store.cleanup.directory: is missing; mode "archive" needs it');
  return found;
}

function externalStoreMistakes({ 'metric-store-external': stores = [] }: Sections): string[] {
  return stores.flatMap(({ url }, at) =>
    URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
      ? []
      : [`metric-store-external[${at}].url: must be a URL of http or https, is ${JSON.stringify(url)}`],
  );
}

function cronMistakes({ cron }: Sections): string[] {
  return Object.entries(cron ?? {}).flatMap(([key, value]) => notPositive(`cron.${key}`, value));
}

function notPositive(where: string, value: string | undefined): string[] {
  return value === undefined || parseDuration(value) > 0 ? [] : [`${where}: must be longer than 0, is "${value}"`];
}
