import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A `journalctl` of our own in a folder of its own, for the front of a PATH. */
export class JournalctlDouble {
  readonly folder = mkdtempSync(join(tmpdir(), 'cc-kernel-journal-'));

  /** @param program body of a Node program (CommonJS) that plays `journalctl` */
  does(program: string): this {
    const file = join(this.folder, 'journalctl');
    const asked = JSON.stringify(join(this.folder, 'asked.json'));
    const keep = `require('fs').writeFileSync(${asked}, JSON.stringify({ args: process.argv.slice(2), env: process.env }));`;
    writeFileSync(file, `#!${process.execPath}\n${keep}\n${program}\n`);
    chmodSync(file, 0o755);
    return this;
  }

  /** Prints these lines, then ends with the code. */
  prints(lines: readonly (string | object)[], code = 0): this {
    const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
    return this.does(`process.stdout.write(${JSON.stringify(text)}); process.exitCode = ${code};`);
  }

  /** How it was called last. */
  get asked(): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
    return JSON.parse(readFileSync(join(this.folder, 'asked.json'), 'utf8')) as JournalctlDouble['asked'];
  }

  get path(): string {
    return `${this.folder}:${process.env['PATH'] ?? ''}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
