import type { Static, TSchema } from 'typebox';
import type { Logger } from '../contracts/logger.js';
import type { Token } from '../contracts/token.js';

/** Names things inside the plugin's own container. Nothing is made before `start` asks for it. */
export interface Binder {
  value<T>(token: Token<T>, value: T): void;
  /** Made once, on first use, its needs resolved from its constructor's `@inject(token)`. */
  singleton<T>(token: Token<T>, implementation: new (...needs: never[]) => T): void;
  /** The same for a class that is its own token, e.g. a use case; everybody may ask for it. */
  singletonClass<T>(implementation: new (...needs: never[]) => T): void;
}

export interface PluginContext {
  get<T>(this: void, token: Token<T>): T;
  get<T>(this: void, implementation: new (...needs: never[]) => T): T;
  /** `undefined` when no running plugin provides it. */
  find<T>(this: void, token: Token<T>): T | undefined;
  readonly log: Logger;
  /** Aborts when the phase's deadline passes or the server is told to stop. */
  readonly signal: AbortSignal;
}

/**
 * A plugin declares itself; the kernel does the wiring. Importing it does nothing.
 *
 * Life: config checked → `register` (names only) → `start` in dependency order → `ready` once all have started →
 * `drain` (refuse new work, finish what runs) → `stop`, both in reverse order. `drain` and `stop` may be called twice,
 * and also after a `start` that failed half way.
 */
export interface PluginDefinition<Config extends TSchema> {
  /** family-manner, like its folder: `archive-fs`. */
  readonly id: string;
  /** Version of the plugin, shown by `cc-kernel plugins`. */
  readonly version?: string;
  /** Contracts that it keeps; one provider each, unless told apart by `"as"`. */
  readonly provides?: readonly Token<unknown>[];
  /** Contracts of others that must have started before `start` runs. */
  readonly needs?: readonly Token<unknown>[];
  /** Contracts that, where somebody provides them, must have started before; `find` gets them. */
  readonly wants?: readonly Token<unknown>[];
  /** JSON Schema of its section; secrets carry `secret: true`. */
  readonly config: Config;
  register(bind: Binder, config: Static<Config>): void;
  start?(context: PluginContext): void | Promise<void>;
  ready?(context: PluginContext): void | Promise<void>;
  drain?(context: PluginContext): void | Promise<void>;
  stop?(context: PluginContext): void | Promise<void>;
}

/** A plugin whose schema is not known statically, as the loader sees it. */
export type AnyPluginDefinition = PluginDefinition<TSchema>;

/** Gives the compiler the types; adds nothing. */
export function definePlugin<Config extends TSchema>(definition: PluginDefinition<Config>): PluginDefinition<Config> {
  return definition;
}
