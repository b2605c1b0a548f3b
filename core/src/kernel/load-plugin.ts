import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AnyPluginDefinition } from './define-plugin.js';
import { PluginNotFoundError } from './errors.js';

interface LoadedPlugin {
  readonly definition: AnyPluginDefinition;
  /** The file that was loaded. */
  readonly source: string;
  /** Of the package that the file belongs to. */
  readonly packageVersion: string | undefined;
}

/** Folders from which plugins are looked for. */
export interface LookFrom {
  /** Paths are relative to the config file's folder. */
  readonly configFolder: string;
  /** Packages may be installed beside the site. */
  readonly root: string;
}

/**
 * Loads a plugin by package name, scoped name, path or file URL. Built-in ones come the same way: they are packages that
 * are installed beside the core.
 */
export async function loadPlugin(use: string, from: LookFrom): Promise<LoadedPlugin> {
  const tried: string[] = [];
  const file = isPath(use) ? findFile(use, from.configFolder, tried) : findPackage(use, from, tried);
  if (file === undefined)
    throw new PluginNotFoundError(
      `plugin "${use}" was not found; tried:${tried.map((place) => `\n  ${place}`).join('')}`,
    );
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new PluginNotFoundError(`plugin "${use}" cannot be loaded from ${file}: ${String(error)}`, { cause: error });
  }
  // A CommonJS module compiled from ES source carries its default one level deeper.
  const found = isDefinition(module.default)
    ? module.default
    : (module.default as { default?: unknown } | undefined)?.default;
  if (!isDefinition(found))
    throw new PluginNotFoundError(
      `plugin "${use}": the default export of ${file} is no plugin; it must be what definePlugin returns (id, config, register)`,
    );
  return { definition: found, source: file, packageVersion: packageVersionOf(file) };
}

function isPath(use: string): boolean {
  return use.startsWith('.') || use.startsWith('file:') || path.isAbsolute(use);
}

function isDefinition(value: unknown): value is AnyPluginDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { id, config, register } = value as Partial<AnyPluginDefinition>;
  return typeof id === 'string' && id !== '' && typeof config === 'object' && typeof register === 'function';
}

const ENDINGS = ['.js', '.mjs', '.cjs'];

function findFile(use: string, folder: string, tried: string[]): string | undefined {
  const base = use.startsWith('file:') ? fileURLToPath(use) : path.resolve(folder, use);
  for (const candidate of [base, ...ENDINGS.map((ending) => base + ending)]) {
    tried.push(candidate);
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return existsSync(base) && statSync(base).isDirectory() ? findInFolder(base, tried) : undefined;
}

/** A folder is a package: what its package.json names, else index. */
function findInFolder(folder: string, tried: string[]): string | undefined {
  const manifest = path.join(folder, 'package.json');
  const entries = [...(existsSync(manifest) ? entriesOf(manifest) : []), ...ENDINGS.map((ending) => `index${ending}`)];
  for (const entry of entries) {
    const candidate = path.join(folder, entry);
    tried.push(candidate);
    if (existsSync(candidate) && statSync(candidate).isFile()) return candidate;
  }
  return undefined;
}

function entriesOf(manifest: string): readonly string[] {
  const { exports, main } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: unknown; main?: unknown };
  return [entryOfExports(exports), main].filter((entry): entry is string => typeof entry === 'string');
}

function entryOfExports(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports;
  const conditions = exports as Readonly<Record<string, unknown>>;
  // The order of the manifest decides, as it does in Node.
  const met = new Set(['.', 'import', 'node', 'default', ...activeConditions()]);
  const key = Object.keys(conditions).find((name) => met.has(name));
  return key === undefined ? undefined : entryOfExports(conditions[key]);
}

/** Conditions that this process was started with. Sources go with sources, built code with built code. */
function activeConditions(): readonly string[] {
  const words = [...process.execArgv, ...(process.env['NODE_OPTIONS']?.split(' ') ?? [])];
  const given = words.flatMap((word, at) =>
    /^(-C|--conditions)$/.test(word) ? [words[at + 1] ?? ''] : word.startsWith('--conditions=') ? [word.slice(13)] : [],
  );
  return import.meta.url.endsWith('.ts') ? [...given, '@cc-kernel/source'] : given;
}

function findPackage(use: string, { configFolder, root }: LookFrom, tried: string[]): string | undefined {
  const core = fileURLToPath(new URL('../..', import.meta.url));
  for (const folder of new Set([configFolder, root, core])) {
    const installed = packageFolder(use, folder, tried);
    const file = installed === undefined ? undefined : findInFolder(installed, tried);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** Looks into the `node_modules` of the folder and of all folders above it. */
function packageFolder(name: string, folder: string, tried: string[]): string | undefined {
  for (const modules of createRequire(path.join(folder, 'x.js')).resolve.paths(name) ?? []) {
    const candidate = path.join(modules, name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (existsSync(modules)) tried.push(candidate);
  }
  return undefined;
}

/** What the nearest package.json above says. */
function packageVersionOf(file: string): string | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  }
  return undefined;
}
