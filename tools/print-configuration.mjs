// Prints docs/configuration.md from the schemas of core and plugins (built code: run `npm run build` first).
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from '../core/dist/kernel/config/configuration-page.js';

const page = new URL('../docs/configuration.md', import.meta.url);
const plugins = [];
for (const name of (await readdir(new URL('../plugins/', import.meta.url))).toSorted()) {
  const module = await import(new URL(`../plugins/${name}/dist/index.js`, import.meta.url));
  if (module.default) plugins.push(module.default);
}
const text = await format(configurationPage(plugins), {
  ...(await resolveConfig(page.pathname)),
  parser: 'markdown',
});
const old = await readFile(page, 'utf8').catch(() => '');
await writeFile(page, text);
console.log(old === text ? 'docs/configuration.md is up to date' : 'docs/configuration.md is written anew');
