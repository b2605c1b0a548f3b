import { token } from './token.js';

/** One configured plugin, as the start-up report, `/healthz` and the admin page show it. */
export interface PluginStatus {
  /** Its `as`, else its id. */
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly state: 'waiting' | 'starting' | 'running' | 'disabled' | 'failed' | 'stopped';
  /** Why it is disabled or failed. */
  readonly reason?: string;
  /** Names of the contracts that it keeps. */
  readonly provides: readonly string[];
  /** Where in the config file it comes from, e.g. `archive` or `plugins[0]`. */
  readonly configPath: string;
  /** The package or file that it was loaded from. */
  readonly source: string;
  readonly required: boolean;
  /** Milliseconds that its start took. */
  readonly startedIn?: number;
}

/** Every configured plugin and the one state that it is in. */
export interface PluginStates {
  list(): readonly PluginStatus[];
}
export const PluginStates = token<PluginStates>('kernel.PluginStates');
