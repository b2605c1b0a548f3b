import type { AnyPluginDefinition } from './define-plugin.js';

/** The rooms of the core. They are plugins like all others, only that no config file needs to name them. */
export const ROOMS: readonly AnyPluginDefinition[] = [];
