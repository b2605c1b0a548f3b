import type { PluginStatus } from '../../contracts/plugin-states.js';
import { assemble } from '../boot.js';
import { SetupError } from '../errors.js';
import { readSiteLock } from '../site-lock.js';
import { logOfFlags } from './log-of-flags.js';
import { parseFlags } from './parse-flags.js';
import { readSite } from './site-config.js';
import type { Surroundings } from './surroundings.js';

/** `cc-kernel plugins [--json]`: the plugins of the running server, or, when none runs here, those that a start would bring. */
export async function listPlugins(words: readonly string[], around: Surroundings): Promise<number> {
  const json = words.some((word) => /^--?json$/.test(word));
  const parsed = parseFlags(words.filter((word) => !/^--?json$/.test(word)));
  if (parsed.outcome !== 'flags' || parsed.flags.rest.length > 0)
    throw new SetupError('plugins takes --json and -config only');
  const running = readSiteLock(around.root);
  const plugins = running?.plugins ?? (await configuredPlugins(parsed.flags, around));
  const server = running ? `the server with process id ${running.pid}` : 'no server runs here; these would start';
  around.write(json ? `${JSON.stringify({ running: running?.pid, plugins }, null, 2)}\n` : table(server, plugins));
  return 0;
}

async function configuredPlugins(
  flags: Parameters<typeof logOfFlags>[0],
  around: Surroundings,
): Promise<readonly PluginStatus[]> {
  const log = logOfFlags(flags, around);
  const site = readSite(flags, around, false);
  const kernel = await assemble({ ...site, log, logOf: (plugin) => log.child({ plugin }), only: [] });
  return kernel.list();
}

function table(server: string, plugins: readonly PluginStatus[]): string {
  const rows = [
    ['PLUGIN', 'STATE', 'VERSION', 'CONTRACTS', 'CONFIG', 'FROM'],
    ...plugins.map(({ name, state, reason, version, provides, configPath, source }) => [
      name,
      stateText(state, reason),
      version || '-',
      provides.join(', ') || '-',
      configPath,
      source,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${[`(${server})`, ...lines].join('\n')}\n`;
}

function stateText(state: PluginStatus['state'], reason: string | undefined): string {
  if (reason !== undefined) return `${state}: ${reason}`;
  return state === 'waiting' ? 'not started' : state;
}
