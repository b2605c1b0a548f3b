import { spawn } from 'node:child_process';
import { Comparison } from './comparison.mjs';

/**
 * Runs a `record.mjs replay` and reads the differences that it prints:
 *
 *     group/exchange as credential
 *         .path: recorded …, now …
 *
 * @param names of all that is asked, `name as credential`; a difference of something else does not count
 */
export async function replay(part, script, options, names) {
  const output = await print(script, ['replay', ...options, '--max', '1000000']);
  const comparison = new Comparison(part);
  const found = new Map();
  let name;
  for (const line of output.split('\n')) {
    if (line.startsWith('    ')) found.get(name)?.push(line.trim());
    else if (/^\S.* as \S/.test(line)) found.set((name = line.trim()), []);
    else if (/^\S.*: (not recorded|recorded, but)/.test(line)) comparison.differences.push({ name: line, text: '' });
  }
  for (const asked of names) comparison.count(asked, found.get(asked)?.join('\n'));
  return comparison;
}

function print(script, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...options], { env: { ...process.env, TZ: 'UTC' } });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (complaints += text));
    child.on('error', reject);
    child.on('close', () => {
      if (output.includes('"requests"')) resolve(output);
      else reject(new Error(`${script} did not come to its end:\n${complaints}${output}`));
    });
  });
}
