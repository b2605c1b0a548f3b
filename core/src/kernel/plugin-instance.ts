import type { DependencyContainer } from 'tsyringe';
import type { PluginStatus } from '../contracts/plugin-states.js';
import { nameOfToken, tokenAs, type Token } from '../contracts/token.js';
import type { AnyPluginDefinition } from './define-plugin.js';

/** A plugin as the configuration asks for it: definition, config and name. Not wired yet. */
export interface ConfiguredPlugin {
  readonly definition: AnyPluginDefinition;
  /** Checked, defaults filled in. */
  readonly config: unknown;
  readonly as?: string;
  readonly required: boolean;
  readonly configPath: string;
  readonly source: string;
  /** For a definition that names none. */
  readonly packageVersion?: string | undefined;
  /** It could not even be loaded, and the server may go on without it: why. */
  readonly broken?: string;
}

/** One plugin in a running kernel. The life cycle changes `state`; everybody else reads. */
export class PluginInstance {
  readonly name: string;
  state: PluginStatus['state'] = 'waiting';
  reason: string | undefined;
  startedIn: number | undefined;
  /** `start` has been called, so `stop` must be. */
  touched = false;

  constructor(
    readonly configured: ConfiguredPlugin,
    /** What the plugin made stays in here. */
    readonly container: DependencyContainer,
  ) {
    this.name = configured.as ?? configured.definition.id;
  }

  get definition(): AnyPluginDefinition {
    return this.configured.definition;
  }

  /** Contracts under the names by which others ask for them. */
  get provides(): readonly Token<unknown>[] {
    return (this.definition.provides ?? []).map((contract) => this.outward(contract));
  }

  /** A second instance keeps the same contract under a name of its own. */
  outward(contract: Token<unknown>): Token<unknown> {
    return this.configured.as === undefined ? contract : tokenAs(contract, this.configured.as);
  }

  fail(reason: string): void {
    this.state = 'failed';
    this.reason = reason;
  }

  disable(reason: string): void {
    this.state = 'disabled';
    this.reason = reason;
  }

  status(): PluginStatus {
    return {
      name: this.name,
      id: this.definition.id,
      version: this.definition.version ?? this.configured.packageVersion ?? '',
      state: this.state,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      provides: this.provides.map(nameOfToken),
      configPath: this.configured.configPath,
      source: this.configured.source,
      required: this.configured.required,
      ...(this.startedIn === undefined ? {} : { startedIn: this.startedIn }),
    };
  }
}
