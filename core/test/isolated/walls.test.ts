import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** A small tree under the project's own lint rules, with one file that breaks a wall. */
let planted: string;

beforeEach(() => {
  planted = mkdtempSync(join(tmpdir(), 'cc-kernel-walls-'));
  const rules = JSON.parse(readFileSync(join(project, '.oxlintrc.json'), 'utf8')) as { options: object };
  rules.options = {}; // types are not needed to see an import
  writeFileSync(join(planted, '.oxlintrc.json'), JSON.stringify(rules));
});

afterEach(() => rmSync(planted, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(planted, file)), { recursive: true });
  writeFileSync(join(planted, file), text);
}

function lint(): string {
  const run = spawnSync(process.execPath, [join(project, 'node_modules/oxlint/bin/oxlint'), '-f', 'unix'], {
    cwd: planted,
    encoding: 'utf8',
  });
  return run.stdout + run.stderr;
}

const walls: readonly { wall: string; file: string; text: string }[] = [
  { wall: 'the domain imports no library', file: 'core/src/domain/a.ts', text: "import 'knex';" },
  { wall: 'the domain knows no contract', file: 'core/src/domain/a.ts', text: "import '../contracts/token.js';" },
  { wall: 'errors import no library', file: 'core/src/errors/a.ts', text: "import 'pino';" },
  { wall: 'errors know nobody', file: 'core/src/errors/a.ts', text: "import '../domain/job.js';" },
  { wall: 'the disk imports no library', file: 'core/src/disk/a.ts', text: "import 'knex';" },
  { wall: 'the disk knows no room', file: 'core/src/disk/a.ts', text: "import '../metrics/room.js';" },
  {
    wall: 'contracts hold no code',
    file: 'core/src/contracts/a.ts',
    text: "import { knex } from 'knex'; export { knex };",
  },
  { wall: 'contracts know no room', file: 'core/src/contracts/a.ts', text: "import '../jobs/room.js';" },
  { wall: 'rooms know no plugin', file: 'core/src/jobs/a.ts', text: "import '@cc-kernel/sql-sqlite';" },
  { wall: 'rooms speak no protocol', file: 'core/src/metrics/a.ts', text: "import 'koa';" },
  { wall: 'rooms do not know the HTTP room', file: 'core/src/archive/a.ts', text: "import '../http/room.js';" },
  { wall: 'rooms do not know the kernel', file: 'core/src/access/a.ts', text: "import '../kernel/loader.js';" },
  { wall: 'plugins do not know each other', file: 'plugins/rest/src/a.ts', text: "import '@cc-kernel/auth';" },
  {
    wall: 'nor do checkpoint formats that share a folder',
    file: 'plugins/metricstore-wal/src/a.ts',
    text: "import '@cc-kernel/metricstore-json';",
  },
  {
    wall: 'plugins do not enter by the test door',
    file: 'plugins/rest/src/a.ts',
    text: "import '@cc-kernel/core/testing';",
  },
  {
    wall: 'plugins do not reach into the core',
    file: 'plugins/rest/src/a.ts',
    text: "import '../../../core/src/jobs/room.js';",
  },
];

describe('the walls of the house', () => {
  it.each(walls)('$wall', ({ file, text }) => {
    plant(file, text);
    expect(lint()).toContain(`${file}:1:`);
  });

  it('no import goes in a circle', () => {
    plant('core/src/jobs/a.ts', "import { b } from './b.js';\nexport const a = (): number => b();");
    plant('core/src/jobs/b.ts', "import { a } from './a.js';\nexport const b = (): number => a();");
    expect(lint()).toContain('no-cycle');
  });

  it('what keeps the walls passes', () => {
    plant(
      'core/src/domain/a.ts',
      "import { InvalidInputError } from '../errors/errors.js';\nexport { InvalidInputError };",
    );
    plant('core/src/errors/errors.ts', 'export class InvalidInputError extends Error {}');
    plant('core/src/contracts/a.ts', "import type { Knex } from 'knex';\nexport type { Knex };");
    plant('core/src/disk/a.ts', "import 'node:fs';\nimport '../contracts/a.js';");
    plant('core/src/jobs/a.ts', "import { definePlugin } from '../kernel/define-plugin.js';\nexport { definePlugin };");
    plant('core/src/kernel/define-plugin.ts', 'export const definePlugin = 1;');
    plant('plugins/rest/src/a.ts', "import '@cc-kernel/core/plugin';\nimport '@cc-kernel/core/use-cases';");
    expect(lint()).not.toContain('no-restricted-imports');
  });

  it('package exports open the doors and nothing else', () => {
    const scope = join(planted, 'node_modules/@cc-kernel');
    mkdirSync(scope, { recursive: true });
    mkdirSync(join(planted, 'core/dist/jobs'), { recursive: true });
    cpSync(join(project, 'core/package.json'), join(planted, 'core/package.json'));
    for (const file of ['plugin', 'use-cases', 'testing', 'jobs/room']) plant(`core/dist/${file}.js`, 'export {};');
    symlinkSync(join(planted, 'core'), join(scope, 'core'));
    const load = (name: string): string =>
      execFileSync(
        process.execPath,
        ['-e', `import('${name}').then(() => console.log('open'), (e) => console.log(e.code))`],
        {
          cwd: planted,
          encoding: 'utf8',
        },
      ).trim();
    expect(load('@cc-kernel/core/plugin')).toBe('open');
    expect(load('@cc-kernel/core/use-cases')).toBe('open');
    expect(load('@cc-kernel/core/testing')).toBe('open');
    expect(load('@cc-kernel/core/dist/jobs/room.js')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
    expect(load('@cc-kernel/core')).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
