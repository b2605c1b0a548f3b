// npm run wasm [-- --check]: compiles expected-lines.ts into a module that sources and packages can import like any other. Its text is
// committed, so that running and testing need no compiler; --check tells whether it is still that of the source.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../src/metrics/ingest/expected-lines-code.ts', import.meta.url));

const options = '--outFile out.wasm -O3 --noAssert --enable simd --importMemory --memoryBase 1024 --use abort='.split(
  ' ',
);
let binary;
const { error } = await asc.main(['expected-lines.ts', '--baseDir', folder, ...options], {
  stderr: process.stderr,
  writeFile: (_name, contents) => void (binary = contents),
});
if (error) {
  console.error(error.message);
  process.exit(1);
}

const lines = Buffer.from(binary)
  .toString('base64')
  .match(/.{1,110}/g);
const text = `// Made by \`npm run wasm\` from core/wasm/expected-lines.ts.
export const expectedLinesCode =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'core/src/metrics/ingest/expected-lines-code.ts is not what core/wasm/expected-lines.ts makes: npm run wasm',
  );
  process.exit(1);
}
