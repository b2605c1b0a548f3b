import { open } from 'node:fs/promises';
import { NotOpenError } from '@cc-kernel/core/plugin';
import { checkFolder, checkName } from './object-name.js';
import { encodeRecord, readRecord } from './record.js';

/**
 * An ArchiveTarget that appends every change to one file and knows from memory where each object is.
 * @implements {import('@cc-kernel/core/plugin').ArchiveTarget}
 */
export class SingleFileTarget {
  #config;
  #file;
  /** Name → where its bytes are. */
  #objects = new Map();
  /** Length of the file up to the last whole record. */
  #end = 0;
  /** Writes go one after the other. */
  #last = Promise.resolve();

  constructor(config) {
    this.#config = config;
  }

  get place() {
    return this.#config.file;
  }

  async open() {
    if (this.#file) return;
    const file = await open(this.#config.file, 'r+').catch((error) => {
      if (error.code === 'ENOENT') return open(this.#config.file, 'w+');
      throw error;
    });
    this.#objects.clear();
    this.#end = 0;
    for (let record = await readRecord(file, 0); record; record = await readRecord(file, this.#end)) {
      if (record.gone) this.#objects.delete(record.name);
      else this.#objects.set(record.name, record);
      this.#end = record.end;
    }
    await file.truncate(this.#end); // what a crash left half written
    this.#file = file;
  }

  async get(name) {
    checkName(name);
    const file = this.#opened();
    const found = this.#objects.get(name);
    if (!found) return undefined;
    const { buffer } = await file.read(Buffer.alloc(found.size), 0, found.size, found.at);
    return buffer;
  }

  async put(name, bytes) {
    checkName(name);
    this.#opened();
    await this.#append(name, Buffer.from(bytes)); // a copy: the caller may change his
  }

  async delete(name) {
    checkName(name);
    this.#opened();
    if (this.#objects.has(name)) await this.#append(name, undefined);
  }

  async *list(folder) {
    checkFolder(folder);
    this.#opened();
    for (const name of this.#namesBelow(folder)) {
      const object = this.#objects.get(name);
      if (object) yield { name, sizeBytes: object.size };
    }
  }

  async folders(folder) {
    checkFolder(folder);
    this.#opened();
    const start = folder === '' ? 0 : folder.length + 1;
    const deeper = this.#namesBelow(folder).filter((name) => name.includes('/', start));
    return byBytes([...new Set(deeper.map((name) => name.slice(start, name.indexOf('/', start))))]);
  }

  async close() {
    const file = this.#file;
    this.#file = undefined;
    await this.#last.catch(() => {});
    await file?.close();
  }

  #opened() {
    if (!this.#file) throw new NotOpenError(`the archive ${this.place}`);
    return this.#file;
  }

  #namesBelow(folder) {
    return byBytes([...this.#objects.keys()].filter((name) => folder === '' || name.startsWith(`${folder}/`)));
  }

  #append(name, bytes) {
    const file = this.#opened();
    const written = this.#last.catch(() => {}).then(() => this.#write(file, name, bytes));
    this.#last = written;
    return written;
  }

  async #write(file, name, bytes) {
    const record = encodeRecord(name, bytes);
    const at = this.#end + record.line.length;
    try {
      await file.write(record.line, 0, record.line.length, this.#end);
      await writeAll(file, record.bytes, at);
      if (this.#config.sync) await file.datasync();
    } catch (error) {
      await file.truncate(this.#end);
      throw error;
    }
    if (bytes === undefined) this.#objects.delete(name);
    else this.#objects.set(name, { at, size: bytes.length });
    this.#end = at + record.bytes.length;
  }
}

async function writeAll(file, bytes, at) {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

function byBytes(names) {
  return names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
