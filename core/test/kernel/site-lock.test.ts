import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteLock, readSiteLock } from '../../src/kernel/site-lock.js';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lock-'));
  file = path.join(root, 'var/cc-kernel.lock');
});
afterEach(() => rmSync(root, { recursive: true }));

const leave = (text: string): void => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
};

async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid ?? 0;
}

describe('the lock of a site', () => {
  it('is held by one at a time, and free after release', () => {
    const lock = SiteLock.take(root);
    expect(() => SiteLock.take(root)).toThrow(`${root} is served by the process ${process.pid} already`);
    lock.release();
    lock.release();
    expect(existsSync(file)).toBe(false);
    SiteLock.take(root).release();
    expect(readdirSync(path.join(root, 'var'))).toEqual([]);
  });

  it('is taken over from a dead process', async () => {
    leave(JSON.stringify({ pid: await deadProcess() }));
    expect(readSiteLock(root)).toBeUndefined();
    const lock = SiteLock.take(root);
    expect(readSiteLock(root)?.pid).toBe(process.pid);
    lock.release();
  });

  it('is taken over when another process got the same id later', () => {
    leave(JSON.stringify({ pid: process.pid, began: '1' }));
    SiteLock.take(root).release();
  });

  it('is respected when its process lives', () => {
    leave(JSON.stringify({ pid: process.ppid }));
    expect(() => SiteLock.take(root)).toThrow(`process ${process.ppid}`);
    expect(readdirSync(path.join(root, 'var'))).toEqual(['cc-kernel.lock']);
  });

  it.each(['', '{', 'null', '{"pid": "x"}', '{"pid": -1}'])('is taken over when its note is %j', (text) => {
    leave(text);
    SiteLock.take(root).release();
  });

  it('tells how the plugins are', () => {
    const lock = SiteLock.take(root);
    lock.note([]);
    expect(readSiteLock(root)).toMatchObject({ pid: process.pid, plugins: [] });
    lock.release();
    lock.note([]);
    expect(existsSync(file)).toBe(false);
  });

  it('is not readable as a half-written file', () => {
    const lock = SiteLock.take(root);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
  });
});
