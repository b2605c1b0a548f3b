import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Comparison } from './comparison.mjs';

/**
 * Runs a `record.mjs replay` and reads the differences that it prints:
 *
 *     group/exchange as credential
 *         .place: recorded …, now …
 *
 * Each place becomes a difference of its own, named `<group/exchange as credential> <place> <kind>`.
 *
 * @param folder holds the recorder and all that it reads
 * @param names of all that is asked, `name as credential`; what else the recorder asks does not count
 */
export async function replay(part, folder, options, names) {
  const output = await print(path.join(folder, 'record.mjs'), ['replay', ...options, '--max', '1000000']);
  const comparison = new Comparison(part);
  const found = new Map();
  let name;
  for (const line of output.split('\n')) {
    if (line.startsWith('    ')) found.get(name)?.push(respect(name, line.trim()));
    else if (/^\S.* as \S/.test(line)) found.set((name = line.trim()), []);
    else if (/^\S.*: (not recorded|recorded, but)/.test(line)) comparison.count(line, 'the recorder stumbled');
  }
  for (const asked of names) comparison.count(asked, found.get(asked));
  return comparison;
}

function respect(name, line) {
  const [, place, recorded, now] = /^(\S*): recorded (.*), now (.*)$/.exec(line) ?? [undefined, '', line, ''];
  const apart = Math.abs(Number(recorded) - Number(now));
  const kind = apart > 0 && apart < 0.0101 ? 'hundredth' : 'other';
  return { name: `${name} ${place} ${kind}`, text: `recorded ${recorded}, now ${now}` };
}

/** Copies the recorder and its files, with its limits on how many differences of one answer it shows lifted. */
export function copyRecorder(source, folder, files) {
  fs.mkdirSync(folder);
  for (const name of files) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), fs.readFileSync(path.join(source, name)));
  }
  const recorder = fs.readFileSync(path.join(source, 'record.mjs'), 'utf8');
  const unlimited = recorder.replace(/acc\.length > \d+/, 'acc.length > 100000').replace('d.slice(0, 3)', 'd');
  fs.writeFileSync(path.join(folder, 'record.mjs'), unlimited);
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
