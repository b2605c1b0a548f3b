import type { Settings } from '../../contracts/settings.js';
import { SetupError } from '../errors.js';

/** Without a lasting key every restart would end all sessions, so there is no ephemeral one. */
export function mustHaveSessionKey({ main, env }: Settings): void {
  if (main.disableAuthentication) return;
  const key = env['SESSION_KEY'];
  if (!key)
    throw new SetupError('SESSION_KEY is not set: put 32 random bytes in base64 into .env (-init makes a new .env)');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(key))
    throw new SetupError('SESSION_KEY is not standard base64');
}
