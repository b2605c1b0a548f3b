import type { Settings } from '../contracts/settings.js';
import { readConfig } from '../kernel/config/read-config.js';
import { settingsOf } from '../kernel/config/settings-of.js';
import { ConfigError } from '../kernel/errors.js';

export interface TestSettings {
  /** A whole config document; unchecked it is not: a mistake rejects. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly root?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly dev?: boolean;
}

/** Settings as the kernel makes them from a config file; without arguments: all defaults. */
export function testSettings(options: TestSettings = {}): Settings {
  const root = options.root ?? '/nonexistent';
  const { sections, mistakes } = readConfig(options.config ?? { main: {} }, { root, file: 'config.json' });
  if (!sections) throw new ConfigError(mistakes);
  return settingsOf(sections, { root, env: options.env ?? {}, dev: options.dev ?? false });
}
