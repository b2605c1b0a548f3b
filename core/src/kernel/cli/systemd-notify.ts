import { spawn } from 'node:child_process';
import type { Logger } from '../../contracts/logger.js';

/**
 * Tells systemd how the service is. Node has no datagram sockets of the local kind, so systemd's own helper speaks
 * (the unit needs `NotifyAccess=all`).
 */
export function notifySystemd(
  state: 'READY=1' | 'STOPPING=1',
  status: string,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): void {
  if (!env['NOTIFY_SOCKET']) return;
  const helper = spawn('systemd-notify', [`--pid=${process.pid}`, `--status=${status}`, state], { stdio: 'ignore' });
  helper.on('error', (error) => log.warn({ err: error }, `systemd was not told ${state}: systemd-notify does not run`));
  helper.on('exit', (code) => {
    if (code !== 0) log.warn({ code }, `systemd was not told ${state}: systemd-notify failed`);
  });
}
