import { expect, it } from 'vitest';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { SchemaChecker } from '../../src/kernel/config/schema-checker.js';
import { pluginsOfSections } from '../../src/kernel/section-table.js';

const read = (stores: unknown) =>
  readConfig(
    { main: {}, 'metric-store-external': stores },
    { root: '/nowhere', file: 'config.json' },
    new SchemaChecker(),
  );
const entry = (scope: string, url = 'http://store:8082') => ({ scope, url, token: 't' });

it('makes an instance of each external store, and of two for one scope the later', () => {
  const { sections, unbuilt } = read([entry('*', 'http://old:1'), entry('alpha'), entry('*')]);
  expect([...unbuilt.keys()]).toEqual([]);
  const { requests, warnings } = pluginsOfSections(sections!, '/nowhere');
  const external = requests.filter(({ use }) => use === '@cc-kernel/metricstore-external');
  expect(external.map(({ as, config }) => [as, config])).toEqual([
    ['metricstore-external.*', entry('*')],
    ['metricstore-external.alpha', entry('alpha')],
  ]);
  expect(warnings).toEqual(['metric-store-external: of the entries for "*" the last one counts']);
});

it.each(['store:8082', 'ftp://store/', '', '/api'])('wants an address of http or https, not %j', (url) => {
  expect(read([entry('*', url)]).mistakes.join()).toContain(
    'metric-store-external[0].url: must be a URL of http or https',
  );
});
