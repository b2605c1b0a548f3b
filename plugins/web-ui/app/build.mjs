// Builds the pages into ../dist-app: bundles, packs every file as small as it gets, and leaves a stamp of the sources.
// With --if-changed it does so only when the stamp is another one.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const app = fileURLToPath(new URL('.', import.meta.url));
const out = fileURLToPath(new URL('../dist-app/', import.meta.url));
const stampFile = join(out, '.sources');
const SMALLEST = 512; // below it packing does not pay

const stamp = hashOf(
  [...filesBelow(app), join(app, '../package.json'), join(app, '../../../package-lock.json')]
    .toSorted()
    .flatMap((file) => [relative(app, file), readFileSync(file)]),
);
const current = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
if (!process.argv.includes('--if-changed') || current !== stamp) await make();

async function make() {
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build({ configFile: join(app, 'vite.config.mjs'), logLevel: 'warn' });
  addThemeScript();
  for (const file of filesBelow(join(out, 'assets'))) pack(file);
  writeFileSync(stampFile, stamp);
}

/** A classic script, because it has to run before the page is painted; bundlers know only modules. */
function addThemeScript() {
  const text = readFileSync(join(app, 'src/theme/before-paint.js'), 'utf8');
  const name = `theme-${hashOf([text]).slice(0, 8)}.js`;
  writeFileSync(join(out, 'assets', name), text);
  for (const page of ['index.html', 'plain.html']) {
    const html = readFileSync(join(out, page), 'utf8');
    writeFileSync(join(out, page), html.replace('<!--theme-->', `<script src="/assets/${name}"></script>`));
  }
}

function pack(file) {
  const bytes = readFileSync(file);
  if (bytes.length < SMALLEST || file.endsWith('.map') || file.endsWith('.woff2')) return;
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  const parameters = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: parameters }));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
