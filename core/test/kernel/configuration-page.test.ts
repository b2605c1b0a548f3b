import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { configurationPage } from '../../src/kernel/config/configuration-page.js';
import { loadPlugin } from '../../src/kernel/load-plugin.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('docs/configuration.md says what the schemas say (else: npm run build, node tools/print-configuration.mjs)', async () => {
  const plugins = [];
  for (const name of readdirSync(`${root}plugins`).toSorted()) {
    const { definition } = await loadPlugin(`@cc-kernel/${name}`, { configFolder: root, root });
    plugins.push(definition);
  }
  const options = await resolveConfig(`${root}docs/configuration.md`);
  const text = await format(configurationPage(plugins), { ...options, parser: 'markdown' });
  expect(readFileSync(`${root}docs/configuration.md`, 'utf8')).toBe(text);
});
