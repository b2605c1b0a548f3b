import type { Clock } from '../contracts/clock.js';
import type { AnyPluginDefinition } from '../kernel/define-plugin.js';
import { boot, type ExtraPlugin, type RunningKernel } from '../kernel/boot.js';
import type { Deadlines } from '../kernel/kernel.js';
import { collectingLog } from './collecting-log.js';

export interface TestKernelOptions {
  /** The config file's content; absent: an empty `main`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Plugins under test, besides those of `config.plugins`. */
  readonly plugins?: readonly (AnyPluginDefinition | ExtraPlugin)[];
  /** Rooms of the core; absent: none. */
  readonly rooms?: readonly AnyPluginDefinition[];
  /** true: also the plugins that follow from the sections. */
  readonly sectionPlugins?: boolean;
  /** The site's folder. */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly dev?: boolean;
  readonly deadlines?: Deadlines;
}

export interface TestKernel extends RunningKernel {
  /** The log so far. */
  readonly logLines: readonly string[];
}

/** A real kernel around the plugins that a test names; `stop` it at the end. */
export async function startTestKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const log = collectingLog();
  const kernel = await boot({
    config: options.config ?? { main: {} },
    root: options.root ?? process.cwd(),
    env: options.env ?? {},
    log: log.logger,
    logOf: log.logOf,
    rooms: options.rooms ?? [],
    plugins: (options.plugins ?? []).map((plugin) => ('definition' in plugin ? plugin : { definition: plugin })),
    sectionPlugins: options.sectionPlugins ?? false,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.dev === undefined ? {} : { dev: options.dev }),
    ...(options.deadlines ? { deadlines: options.deadlines } : {}),
  });
  return { ...kernel, logLines: log.lines };
}
