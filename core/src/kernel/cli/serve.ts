import { Settings } from '../../contracts/settings.js';
import { boot, type BootOptions } from '../boot.js';
import { SetupError } from '../errors.js';
import { SiteLock } from '../site-lock.js';
import { dropPrivileges } from './drop-privileges.js';
import type { Surroundings } from './surroundings.js';
import { notifySystemd } from './systemd-notify.js';

/** Runs the server until the process is told to stop. */
export async function serve(
  options: BootOptions,
  around: Surroundings,
  print: (line: string) => void,
): Promise<number> {
  let lock: SiteLock | undefined;
  const beforeStart: BootOptions['beforeStart'] = (plugins, settings) => {
    options.beforeStart?.(plugins, settings);
    mustHaveMetricStore(options.config);
    lock = SiteLock.take(options.root);
  };
  try {
    const kernel = await boot({ ...options, beforeStart, signal: around.stop });
    try {
      dropPrivileges(kernel.get(Settings), options.log);
      lock?.note(kernel.plugins());
      notifySystemd('READY=1', 'running', around.env, options.log);
      await untilStopped(around.stop);
      notifySystemd('STOPPING=1', 'shutting down', around.env, options.log);
    } finally {
      await kernel.stop();
    }
  } catch (error) {
    if (!around.stop.aborted) throw error;
    options.log.warn({ err: error }, 'told to stop; not everything had started or stopped well');
  } finally {
    lock?.release();
  }
  print('Shut down in good order.');
  return 0;
}

function mustHaveMetricStore(config: unknown): void {
  const sections = (config ?? {}) as Readonly<Record<string, unknown>>;
  const external = sections['metric-store-external'];
  const present = ['metric-store', 'metric-store-file', 'metric-store-external-file'].some((key) => key in sections);
  if (!present && !(Array.isArray(external) && external.length > 0))
    throw new SetupError('the server needs the section metric-store (or metric-store-external)');
}

function untilStopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
}
