import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export type Coding = 'br' | 'gzip' | 'identity';

/** A file whose name holds a hash of its content. */
export interface Asset {
  /** Below `/assets/`. */
  readonly name: string;
  readonly type: string;
  /** The bytes, as they are and as packed as the build could. */
  readonly bytes: Readonly<Partial<Record<Coding, Buffer>>> & { readonly identity: Buffer };
}

/** What `app/build.mjs` made. Held in memory: it is a megabyte, and every browser asks for all of it once. */
export interface BuiltApp {
  readonly assets: readonly Asset[];
  /** The page around all views; holds `BOOT_MARK` once. */
  readonly shell: string;
  /** The page around what the server writes itself; holds `TITLE_MARK` and `MAIN_MARK` once. */
  readonly plain: string;
}

export const BOOT_MARK = '<!--boot-->';
export const TITLE_MARK = '<!--title-->';
export const MAIN_MARK = '<!--main-->';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const PACKED: Readonly<Record<string, Coding>> = { '.br': 'br', '.gz': 'gzip' };

/** `undefined`: the interface was not built. */
export function readBuiltApp(folder: string): BuiltApp | undefined {
  const shell = textOf(folder, 'index.html');
  const plain = textOf(folder, 'plain.html');
  if (shell === undefined || plain === undefined) return undefined;
  const names = readdirSync(path.join(folder, 'assets')).filter((name) => !(path.extname(name) in PACKED));
  return { assets: names.map((name) => readAsset(path.join(folder, 'assets'), name)), shell, plain };
}

function readAsset(folder: string, name: string): Asset {
  const identity = readFileSync(path.join(folder, name));
  const bytes: { -readonly [coding in Coding]?: Buffer } & { identity: Buffer } = { identity };
  for (const [ending, coding] of Object.entries(PACKED)) {
    const packed = bytesOf(folder, name + ending);
    if (packed) bytes[coding] = packed;
  }
  return { name, type: TYPES[path.extname(name)] ?? 'application/octet-stream', bytes };
}

function textOf(folder: string, name: string): string | undefined {
  return bytesOf(folder, name)?.toString('utf8');
}

function bytesOf(folder: string, name: string): Buffer | undefined {
  try {
    return readFileSync(path.join(folder, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
