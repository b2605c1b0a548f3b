import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** A small tree under the project's own settings of formatter and linter. */
let planted: string;
beforeEach(() => {
  planted = mkdtempSync(join(tmpdir(), 'cc-kernel-tools-'));
  for (const file of ['.prettierrc.json', '.prettierignore']) cpSync(join(project, file), join(planted, file));
  const rules = JSON.parse(readFileSync(join(project, '.oxlintrc.json'), 'utf8')) as { options: object };
  rules.options = {}; // without types
  writeFileSync(join(planted, '.oxlintrc.json'), JSON.stringify(rules));
});
afterEach(() => rmSync(planted, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(planted, file)), { recursive: true });
  writeFileSync(join(planted, file), text);
}

/** Runs what `npm run <name>` runs, in the planted tree. */
function run(name: string): { readonly status: number | null; readonly text: string } {
  const [program = '', ...flags] = scripts[name]?.split(' ') ?? [];
  const { bin } = JSON.parse(readFileSync(join(project, `node_modules/${program}/package.json`), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const file = typeof bin === 'string' ? bin : (bin[program] ?? '');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(project, 'node_modules', program, file), ...flags],
    { cwd: planted, encoding: 'utf8' },
  );
  return { status, text: stdout + stderr };
}

const read = (file: string): string => readFileSync(join(planted, file), 'utf8');

describe('behaviours of the seed', () => {
  it('seed behaviour 10, developer tooling: npm run fmt formats all sources, and nothing that was built', () => {
    const plugin = 'node_modules/prettier-plugin-svelte';
    mkdirSync(dirname(join(planted, plugin)));
    symlinkSync(join(project, plugin), join(planted, plugin));
    const ugly = 'export   const a = "b"\n';
    for (const file of ['core/src/a.ts', 'core/test/a.test.ts', 'tools/a.mjs', 'core/dist/a.js']) plant(file, ugly);
    plant('docs/a.md', '*   a\n');
    expect(run('fmt').status).toBe(0);
    const tidy = "export const a = 'b';\n";
    expect(['core/src/a.ts', 'core/test/a.test.ts', 'tools/a.mjs', 'core/dist/a.js', 'docs/a.md'].map(read)).toEqual([
      tidy,
      tidy,
      tidy,
      ugly,
      '- a\n',
    ]);
  }, 60_000);

  it('seed behaviour 10, developer tooling: npm run lint finds faults in sources and tests, not in what was built', () => {
    const fault = 'debugger;\n';
    plant('core/src/a.ts', 'export const a = 1;\n');
    plant('core/dist/b.ts', fault);
    plant('plugins/web-ui/dist-app/c.ts', fault);
    expect(run('lint').status).toBe(0);
    plant('core/src/d.ts', fault);
    plant('core/test/e.test.ts', fault);
    const { status, text } = run('lint');
    expect(status).not.toBe(0);
    expect(['d.ts', 'e.test.ts', 'b.ts', 'c.ts'].filter((name) => text.includes(name))).toEqual(['d.ts', 'e.test.ts']);
  }, 60_000);

  it('seed behaviour 10, developer tooling: the README names both', () => {
    const readme = readFileSync(join(project, 'README.md'), 'utf8');
    for (const command of ['npm run fmt', 'npm run lint']) expect(readme).toContain(command);
  });
});
