import { CockpitError } from '../errors/cockpit-error.js';

/** The surroundings must be changed before the program can do what it was asked for. */
export class SetupError extends CockpitError {
  readonly code = 'CC_SETUP';
  readonly kind = 'setup';
}

/** The configuration holds mistakes; all of them, each one line. */
export class ConfigError extends CockpitError {
  readonly code = 'CC_CONFIG';
  readonly kind = 'setup';
  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'));
  }
}

/** A configured plugin cannot be found or is none. The text lists every place tried. */
export class PluginNotFoundError extends CockpitError {
  readonly code = 'CC_PLUGIN_NOT_FOUND';
  readonly kind = 'setup';
}

/** Missing, double and circular needs between plugins; all of them, each one line. */
export class PluginNeedsError extends CockpitError {
  readonly code = 'CC_PLUGIN_NEEDS';
  readonly kind = 'setup';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** A plugin that the server cannot do without did not start. */
export class PluginFailedError extends CockpitError {
  readonly code = 'CC_PLUGIN_FAILED';
  readonly kind = 'setup';
  constructor(
    readonly plugin: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Another living process serves the same folder. */
export class SiteLockedError extends CockpitError {
  readonly code = 'CC_SITE_LOCKED';
  readonly kind = 'setup';
}
