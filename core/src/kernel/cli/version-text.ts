import { referenceVersion } from '../../jobs/migrations/reference-version.js';
import { programVersion } from '../program-version.js';

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
