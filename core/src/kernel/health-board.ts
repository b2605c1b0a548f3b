import type { HealthBoard, HealthReport } from '../contracts/health.js';
import type { PluginStates } from '../contracts/plugin-states.js';

type Check = () => HealthReport | Promise<HealthReport>;
const CHECK_MS = 5_000;
const BADNESS: Record<HealthReport['state'], number> = { ok: 0, degraded: 1, failed: 2 };

/** Collects what the parts say of themselves, and what the life cycle knows of the plugins. */
export class KernelHealth implements HealthBoard {
  private readonly checks = new Map<string, Check>();

  constructor(private readonly plugins: PluginStates) {}

  add(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<Awaited<ReturnType<HealthBoard['report']>>> {
    const answers = await Promise.all([...this.checks].map(async ([name, check]) => [name, await ask(check)] as const));
    const parts: Record<string, HealthReport> = { plugins: pluginHealth(this.plugins), ...Object.fromEntries(answers) };
    const worst = Object.values(parts).reduce((a, b) => (BADNESS[b.state] > BADNESS[a.state] ? b : a));
    return { state: worst.state, parts };
  }
}

function pluginHealth(plugins: PluginStates): HealthReport {
  const failed = plugins.list().filter((plugin) => plugin.state === 'failed');
  if (failed.length === 0) return { state: 'ok' };
  return {
    state: failed.some((plugin) => plugin.required) ? 'failed' : 'degraded',
    text: failed.map((plugin) => `${plugin.name}: ${plugin.reason}`).join('; '),
  };
}

async function ask(check: Check): Promise<HealthReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HealthReport>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'failed', text: `no answer within ${CHECK_MS / 1000} s` }), CHECK_MS);
  });
  try {
    return await Promise.race([Promise.resolve().then(check), late]);
  } catch (error) {
    return { state: 'failed', text: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
