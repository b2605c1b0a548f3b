import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlugin } from '../../src/kernel/load-plugin.js';

let site: string;
const put = (name: string, text: string): void => {
  const file = path.join(site, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const plugin = (id: string): string => `export default { id: '${id}', config: {}, register() {} };`;

beforeAll(() => {
  site = mkdtempSync(path.join(tmpdir(), 'plugins-'));
  put('etc/one.js', plugin('one'));
  put('etc/package.json', '{"type": "module"}');
  put('etc/folder/index.js', plugin('folder'));
  put(
    'etc/packed/package.json',
    '{"type": "module", "exports": {".": {"types": "./x.d.ts", "default": "./lib/main.js"}}}',
  );
  put('etc/packed/lib/main.js', plugin('packed'));
  put('etc/old/package.json', '{"main": "main.cjs"}');
  put('etc/old/main.cjs', `exports.default = { id: 'old', config: {}, register() {} };`);
  put('etc/none.js', 'export const x = 1;');
  put('etc/throws.js', 'throw new Error("not today");');
  put('node_modules/plain/package.json', '{"type": "module", "main": "./m.js"}');
  put('node_modules/plain/m.js', plugin('plain'));
  put('node_modules/@site/scoped/package.json', '{"type": "module", "exports": "./m.js"}');
  put('node_modules/@site/scoped/m.js', plugin('scoped'));
});
afterAll(() => rmSync(site, { recursive: true }));

const load = (use: string) => loadPlugin(use, { configFolder: path.join(site, 'etc'), root: site });

describe('a plugin', () => {
  it.each([
    ['a path relative to the config file', './one.js', 'one'],
    ['a path without its ending', './one', 'one'],
    ['a folder with index', './folder', 'folder'],
    ['a folder with package.json', './packed', 'packed'],
    ['a CommonJS folder', './old', 'old'],
    ['a package name', 'plain', 'plain'],
    ['a scoped name', '@site/scoped', 'scoped'],
    ['the name of a built-in one', '@cc-kernel/sql-sqlite', 'sql-sqlite'],
  ])('loads by %s', async (_how, use, id) => {
    expect((await load(use)).definition.id).toBe(id);
  });

  it('loads by absolute path and by file URL', async () => {
    const file = path.join(site, 'etc/one.js');
    expect(await load(file)).toMatchObject({ definition: { id: 'one' }, source: file });
    expect(await load(pathToFileURL(file).href)).toMatchObject({ definition: { id: 'one' }, source: file });
  });

  it('that is not there is refused with every place tried', async () => {
    await expect(load('./tape')).rejects.toThrow(
      [
        'plugin "./tape" was not found; tried:',
        ...['', '.js', '.mjs', '.cjs'].map((end) => `  ${site}/etc/tape${end}`),
      ].join('\n'),
    );
    await expect(load('@site/tape')).rejects.toThrow(`  ${site}/node_modules/@site/tape`);
  });

  it('that is none, or throws, is refused with its file', async () => {
    await expect(load('./none.js')).rejects.toThrow(/default export of .*none\.js is no plugin/);
    await expect(load('./throws.js')).rejects.toThrow(/cannot be loaded from .*throws\.js: Error: not today/);
    await expect(load('./none.js')).rejects.toMatchObject({ code: 'CC_PLUGIN_NOT_FOUND', kind: 'setup' });
  });
});
