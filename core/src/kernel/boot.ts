import path from 'node:path';
import type { Clock } from '../contracts/clock.js';
import type { PluginStatus } from '../contracts/plugin-states.js';
import { Settings } from '../contracts/settings.js';
import type { Token } from '../contracts/token.js';
import { readConfig } from './config/read-config.js';
import { SchemaChecker } from './config/schema-checker.js';
import { settingsOf } from './config/settings-of.js';
import {
  configuredPlugin,
  type ConfigCheck,
  loadPlugins,
  pluginsOfList,
  withReplacements,
} from './configured-plugins.js';
import type { AnyPluginDefinition } from './define-plugin.js';
import { ConfigError, SetupError } from './errors.js';
import { Kernel, type Deadlines, type Gettable, type KernelServices } from './kernel.js';
import type { ConfiguredPlugin } from './plugin-instance.js';
import { programVersion } from './program-version.js';
import { ROOMS } from './rooms.js';
import { pluginsOfSections } from './section-table.js';
import { systemClock } from './system-clock.js';

export interface BootOptions {
  /** The parsed config file. */
  readonly config: unknown;
  /** The site's folder, absolute. */
  readonly root: string;
  /** For messages and relative paths of plugins. */
  readonly configFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly dev?: boolean;
  readonly log: KernelServices['log'];
  readonly logOf: KernelServices['logOf'];
  readonly clock?: Clock;
  /** Start no more than what these contracts need; absent: everything. */
  readonly only?: readonly Token<unknown>[];
  readonly rooms?: readonly AnyPluginDefinition[];
  /** Plugins that no file names, e.g. of a test. */
  readonly plugins?: readonly ExtraPlugin[];
  /** Absent or true: the plugins that follow from the sections. */
  readonly sectionPlugins?: boolean;
  readonly deadlines?: Deadlines;
  /** Called once everything is checked and wired; may refuse by throwing. */
  readonly beforeStart?: (plugins: readonly PluginStatus[], settings: Settings) => void;
  /** Ends the start early. */
  readonly signal?: AbortSignal;
}

export interface ExtraPlugin {
  readonly definition: AnyPluginDefinition;
  readonly config?: unknown;
  readonly as?: string;
  readonly required?: boolean;
}

export interface RunningKernel {
  get<T>(wanted: Gettable<T>): T;
  /** `undefined` when no running plugin provides it. */
  find<T>(token: Token<T>): T | undefined;
  plugins(): readonly PluginStatus[];
  stop(): Promise<void>;
}

/** Checks the config, loads and wires the plugins, and starts them. Rejects with everything closed again. */
export async function boot(options: BootOptions): Promise<RunningKernel> {
  const kernel = await assemble(options);
  options.beforeStart?.(kernel.list(), kernel.get(Settings));
  const stopEarly = (): void => void kernel.stop().catch(() => undefined);
  options.signal?.addEventListener('abort', stopEarly, { once: true });
  try {
    if (options.signal?.aborted) throw new SetupError('told to stop before anything was started');
    await kernel.start(options.only);
  } catch (error) {
    // Whatever else goes wrong while closing is in the log; the first failure is what the operator has to see.
    await kernel.stop().catch(() => undefined);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stopEarly);
  }
  if (options.only === undefined) reportStart(kernel, options);
  return {
    get: (wanted) => kernel.get(wanted),
    find: (token) => kernel.find(token),
    plugins: () => kernel.list(),
    stop: () => kernel.stop(),
  };
}

/** Everything short of starting: what `cc-kernel plugins` shows. */
export async function assemble(options: BootOptions): Promise<Kernel> {
  const { root, env, dev = false, log } = options;
  const checker = new SchemaChecker();
  const configFile = options.configFile ?? path.join(root, 'config.json');
  const {
    sections,
    document,
    mistakes: found,
    unbuilt,
  } = readConfig(options.config, { root, file: configFile }, checker);
  const mistakes = [...found];
  const listed = pluginsOfList(sections ? sections.plugins : readableList(document['plugins']));
  const translated = sections && options.sectionPlugins !== false ? pluginsOfSections(sections, root) : undefined;
  mistakes.push(...(translated?.mistakes ?? []));
  const from = { configFolder: path.dirname(configFile), root };
  const fromList = await loadPlugins(listed, from, checker);
  const fromSections = await loadPlugins(translated?.requests ?? [], from, checker);
  const extra = (options.plugins ?? []).map((plugin, index) => extraPlugin(plugin, index, { checker, mistakes }));
  const rooms = (options.rooms ?? ROOMS).map((room) => roomPlugin(room, { checker, mistakes }));
  mistakes.push(...fromList.mistakes, ...fromSections.mistakes);
  if (!sections || mistakes.length > 0) throw new ConfigError(mistakes);

  // Said once a server start; a single action has nothing to do with it.
  const notice = options.only ? 'debug' : 'warn';
  for (const warning of translated?.warnings ?? []) log[notice]({}, warning);
  const inactive = [...unbuilt].map(([key, part]) => `${key} (${part})`);
  if (inactive.length > 0) log[notice]({}, `accepted, but not active yet: ${inactive.join(', ')}`);
  const { plugins, replaced } = withReplacements(fromSections.plugins, [...fromList.plugins, ...extra]);
  for (const [old, by] of replaced) log.info({}, `${by} takes the place of ${old}`);

  const settings = settingsOf(sections, { root, env, dev });
  const services = { settings, clock: options.clock ?? systemClock, log, logOf: options.logOf };
  const kernel = new Kernel([...rooms, ...plugins], services, options.deadlines);
  kernel.register();
  return kernel;
}

function extraPlugin(plugin: ExtraPlugin, index: number, check: ConfigCheck): ConfiguredPlugin {
  const { definition, config = {}, as, required = true } = plugin;
  const request = { config, required, configPath: `(program)[${index}]`, ...(as === undefined ? {} : { as }) };
  return configuredPlugin(definition, request, '(program)', check);
}

function roomPlugin(room: AnyPluginDefinition, check: ConfigCheck): ConfiguredPlugin {
  const request = { config: {}, required: true, configPath: '(core)' };
  return { ...configuredPlugin(room, request, '@cc-kernel/core', check), packageVersion: programVersion() };
}

/** The list as far as it can be read although the file has mistakes, so that plugins are reported on in the same go. */
function readableList(list: unknown): { use: string; config?: object }[] {
  if (!Array.isArray(list)) return [];
  return list.filter((item): item is { use: string } => {
    return typeof item === 'object' && item !== null && typeof (item as { use?: unknown }).use === 'string';
  });
}

function reportStart(kernel: Kernel, { log }: BootOptions): void {
  const plugins = kernel.list();
  for (const { name, version, state, startedIn, reason, source } of plugins) {
    const fields = { state, ms: startedIn, version: version || undefined, source, reason };
    if (state === 'running') log.info(fields, `plugin ${name} is running`);
    else log.warn(fields, `plugin ${name} is ${state}`);
  }
  const running = plugins.filter((plugin) => plugin.state === 'running').length;
  log.info({}, `${running} of ${plugins.length} plugins are running`);
}
