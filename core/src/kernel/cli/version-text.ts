import { readFileSync } from 'node:fs';
import { referenceVersion } from '../../jobs/migrations/reference-version.js';

export function programVersion(): string {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

export function versionText(): string {
  return [
    'cc-kernel, a monitoring server for HPC clusters',
    `Version:\t\t${programVersion()}`,
    `Node:\t\t\t${process.version}`,
    `SQL db version:\t\t${referenceVersion}`,
    'Job archive version:\t3',
    '',
  ].join('\n');
}
