// Prints the files of a metric store as text: snapshots (.bin), logs of cc-backend (.wal) and segments of our log (.log).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { legacyLogText } from './legacy-log-text.mjs';
import { snapshotText } from './snapshot-text.mjs';
import { legacyFilesOf, segmentDocument, segmentText } from './segment.mjs';
import { verify } from './verify.mjs';
import { legacyLogDocument, snapshotDocument } from './documents.mjs';

const usage = `Usage: checkpoint-reader <file.wal|file.bin|file.log>          writes the file's text beside it, as .txt
       checkpoint-reader --json <file> …                      prints JSON
       checkpoint-reader --verify <file> …                    says what is damaged where; exit code 1 when something is
       checkpoint-reader --to-legacy <folder> <file.log> …    adds the samples to <folder>/<cluster>/<host>/current.wal`;

const { flags, files } = argumentsOf(process.argv.slice(2));
try {
  process.exitCode = run();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function argumentsOf(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        verify: { type: 'boolean', default: false },
        'to-legacy': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { flags: values, files: positionals };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function run() {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const isPlain = !flags.json && !flags.verify && flags['to-legacy'] === undefined;
  if (files.length === 0 || (isPlain && files.length > 1)) throw new Error(usage);
  if (flags.verify) return files.map(verifyFile).every(Boolean) ? 0 : 1;
  if (flags['to-legacy'] !== undefined) return toLegacy(flags['to-legacy']);
  for (const file of files) {
    const kind = kindOf(file);
    const bytes = read(file);
    if (flags.json) console.log(JSON.stringify(documentOf(kind, bytes)));
    else {
      const output = file.slice(0, file.lastIndexOf('.')) + '.txt';
      writeFileSync(output, textOf(kind, file, bytes));
      console.log(`Output written to ${output}`);
    }
  }
  return 0;
}

function kindOf(file) {
  const extension = /\.[^./\\]*$/.exec(file)?.[0] ?? '';
  const kind = { '.wal': 'wal', '.bin': 'bin', '.log': 'log' }[extension.toLowerCase()];
  if (kind === undefined) throw new Error(`Error: file must have .wal, .bin or .log extension, got "${extension}"`);
  return kind;
}

function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'no such file or directory' : error.message;
    throw new Error(`Error opening ${file}: open ${file}: ${reason}`, { cause: error });
  }
}

function textOf(kind, file, bytes) {
  try {
    return { wal: legacyLogText, bin: snapshotText, log: segmentText }[kind](file, bytes);
  } catch (error) {
    throw new Error(`Error reading ${file}: ${error.message}`, { cause: error });
  }
}

function documentOf(kind, bytes) {
  return { wal: legacyLogDocument, bin: snapshotDocument, log: segmentDocument }[kind](bytes);
}

function verifyFile(file) {
  const sideFile = `${file}.crc`;
  const complaints = verify(
    kindOf(file),
    read(file),
    existsSync(sideFile) ? readFileSync(sideFile, 'latin1') : undefined,
  );
  console.log(complaints.length === 0 ? `${file}: sound` : complaints.map((each) => `${file}: ${each}`).join('\n'));
  return complaints.length === 0;
}

function toLegacy(folder) {
  for (const file of files) {
    if (kindOf(file) !== 'log') throw new Error(`Error: --to-legacy takes .log files, not ${file}`);
    for (const { cluster, host, header, records } of legacyFilesOf(read(file))) {
      const place = join(folder, cluster, host);
      mkdirSync(place, { recursive: true });
      const target = join(place, 'current.wal');
      writeFileSync(target, existsSync(target) ? records : Buffer.concat([header, records]), { flag: 'a' });
      console.log(`${target}: ${records.length} bytes`);
    }
  }
  return 0;
}
