import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/kernel/config/read-config.js';
import { SchemaChecker } from '../../src/kernel/config/schema-checker.js';

describe('behaviours of the seed', () => {
  it('seed behaviour 12, quiet taggers: there are none yet; a site that asks for them is told so once, at start', () => {
    const config = { main: { 'enable-job-taggers': true } };
    const { mistakes, unbuilt } = readConfig(config, { root: '/site', file: 'config.json' }, new SchemaChecker());
    expect(mistakes).toEqual([]);
    expect([...unbuilt]).toEqual([['main.enable-job-taggers', 'taggers']]);
  });
});
