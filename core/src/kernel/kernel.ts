import 'reflect-metadata';
import { container as global, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import { Clock } from '../contracts/clock.js';
import { Health, HealthBoard } from '../contracts/health.js';
import { Logger } from '../contracts/logger.js';
import { MetricsRegistry } from '../contracts/metrics-registry.js';
import { PlainPages } from '../contracts/plain-pages.js';
import { PluginStates, type PluginStatus } from '../contracts/plugin-states.js';
import { Settings } from '../contracts/settings.js';
import { Tasks } from '../contracts/tasks.js';
import { nameOfToken, type Token } from '../contracts/token.js';
import { UnavailableError } from '../errors/errors.js';
import { DressedPages } from '../http/dressed-pages.js';
import type { PluginContext } from './define-plugin.js';
import { underDeadline, type Deadline } from './deadline.js';
import { closureOf, planStart, type GraphNode } from './dependency-graph.js';
import { PluginFailedError, PluginNeedsError } from './errors.js';
import { KernelHealth } from './health-board.js';
import { newMetricsRegistry } from './metrics-registry.js';
import { PluginBinder } from './plugin-binder.js';
import { PluginInstance, type ConfiguredPlugin } from './plugin-instance.js';
import { TaskScheduler } from './task-scheduler.js';

export type Gettable<T> = Token<T> | (new (...needs: never[]) => T);

export interface KernelServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
  /** The same log, its lines marked with the plugin's name. */
  readonly logOf: (plugin: string) => Logger;
}

export interface Deadlines {
  readonly start: Deadline;
  readonly stop: Deadline;
}

const DEADLINES: Deadlines = {
  start: { milliseconds: 120_000, warnAfter: 5_000 },
  stop: { milliseconds: 60_000, warnAfter: 10_000 },
};

type Phase = 'start' | 'ready' | 'drain' | 'stop';

/** Wires the plugins and walks them through their life. */
export class Kernel implements PluginStates {
  private readonly common: DependencyContainer = global.createChildContainer();
  private readonly tasks: TaskScheduler;
  private readonly all: readonly PluginInstance[];
  private order: readonly PluginInstance[] = [];
  private readonly toldToStop = new AbortController();
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;

  constructor(
    configured: readonly ConfiguredPlugin[],
    private readonly services: KernelServices,
    private readonly deadlines: Deadlines = DEADLINES,
  ) {
    this.tasks = new TaskScheduler(services.clock, services.logOf('tasks'));
    this.all = configured.map((plugin) => new PluginInstance(plugin, this.common.createChildContainer()));
  }

  list(): readonly PluginStatus[] {
    return this.all.map((plugin) => plugin.status());
  }

  get<T>(wanted: Gettable<T>): T {
    return this.resolve(this.common, wanted);
  }

  find<T>(token: Token<T>): T | undefined {
    return this.findFrom(this.common, undefined, token);
  }

  /** Checks all needs and writes all names. Nothing is made yet. */
  register(): void {
    const given = this.registerOwn();
    const { order, problems } = planStart(this.all.map(asNode), given);
    if (problems.length > 0) throw new PluginNeedsError(problems);
    this.order = order.map((node) => node.plugin);
    for (const plugin of this.all) this.registerOne(plugin);
  }

  /**
   * Starts the plugins in dependency order, then tells all that everything is there.
   * @param only start no more than what these contracts need
   */
  start(only?: readonly Token<unknown>[]): Promise<void> {
    const starting = this.startAll(only);
    this.starting = starting;
    return starting;
  }

  private async startAll(only?: readonly Token<unknown>[]): Promise<void> {
    this.disableOthers(only);
    for (const plugin of this.order) {
      if (plugin.state !== 'waiting') continue;
      this.throwIfStopping();
      const missing = this.failedNeedOf(plugin);
      if (missing) this.failed(plugin, new UnavailableError(missing));
      else await this.startOne(plugin);
    }
    for (const plugin of this.order) {
      if (plugin.state !== 'running') continue;
      this.throwIfStopping();
      await this.phase(plugin, 'ready').catch((error: unknown) => this.failed(plugin, error, 'get ready'));
    }
  }

  /** Drains, then stops, both in reverse order. A plugin that fails keeps no other from closing. Later calls wait for the first. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    this.toldToStop.abort(new Error('the server stops'));
    // The plugin that is just starting sees its signal; nothing is closed under its hands. Who waits for the start sees its failure.
    await this.starting?.catch(() => undefined);
    const started = this.order.filter((plugin) => plugin.touched).toReversed();
    const errors: string[] = [];
    const note = (plugin: PluginInstance, phase: Phase) => (error: unknown) => {
      errors.push(`${plugin.name}: ${textOf(error)}`);
      this.services.log.error({ plugin: plugin.name, err: error }, `${plugin.name} failed to ${phase}`);
    };
    for (const plugin of started) await this.phase(plugin, 'drain').catch(note(plugin, 'drain'));
    await this.tasks.stop();
    for (const plugin of started) {
      await this.phase(plugin, 'stop').catch(note(plugin, 'stop'));
      if (plugin.state === 'running' || plugin.state === 'starting') plugin.state = 'stopped';
    }
    if (errors.length > 0) throw new PluginFailedError('kernel', `not everything stopped well: ${errors.join('; ')}`);
  }

  private registerOwn(): readonly Token<unknown>[] {
    const given: Token<unknown>[] = [];
    const give = <T>(token: Token<T>, value: T): void => {
      this.common.register<T>(token, { useValue: value });
      given.push(token);
    };
    const health = new KernelHealth(this);
    give(Settings, this.services.settings);
    give(Clock, this.services.clock);
    give(Logger, this.services.log);
    give(Health, health);
    give(HealthBoard, health);
    give(PluginStates, this);
    give(PlainPages, new DressedPages());
    give(Tasks, this.tasks);
    // Counting garbage collections costs something, so only where somebody asks.
    this.common.register<MetricsRegistry>(MetricsRegistry, { useFactory: instanceCachingFactory(newMetricsRegistry) });
    return [...given, MetricsRegistry];
  }

  private registerOne(plugin: PluginInstance): void {
    plugin.container.register(Logger, { useValue: this.services.logOf(plugin.name) });
    if (plugin.configured.broken !== undefined) {
      plugin.fail(plugin.configured.broken);
      return;
    }
    const binder = new PluginBinder(plugin, this.common);
    try {
      plugin.definition.register(binder, plugin.configured.config);
      const unkept = binder.unkept();
      if (unkept.length > 0) throw new Error(`promises ${unkept.join(', ')} but does not bind it`);
    } catch (error) {
      this.failed(plugin, error, 'register');
    }
  }

  private disableOthers(only: readonly Token<unknown>[] | undefined): void {
    if (!only) return;
    const nodes = this.all.map(asNode);
    const kept = new Set([...closureOf(nodes, only)].map((node) => node.plugin));
    for (const plugin of this.all)
      if (!kept.has(plugin) && plugin.state === 'waiting') plugin.disable('not needed for this command');
  }

  private failedNeedOf(plugin: PluginInstance): string | undefined {
    for (const contract of plugin.definition.needs ?? []) {
      const provider = this.all.find((other) => other.provides.includes(contract));
      if (provider && provider.state !== 'running')
        return `it needs ${nameOfToken(contract)} from ${provider.name}, which is ${provider.state}`;
    }
    return undefined;
  }

  private async startOne(plugin: PluginInstance): Promise<void> {
    plugin.state = 'starting';
    plugin.touched = true;
    const began = performance.now();
    try {
      await this.phase(plugin, 'start');
      plugin.state = 'running';
      plugin.startedIn = Math.round(performance.now() - began);
    } catch (error) {
      this.failed(plugin, error);
    }
  }

  /** A plugin that the server needs ends the start; any other is marked and left behind. */
  private failed(plugin: PluginInstance, error: unknown, phase = 'start'): void {
    plugin.fail(textOf(error));
    if (plugin.configured.required)
      throw new PluginFailedError(plugin.name, `${plugin.name} did not ${phase}: ${textOf(error)}`, { cause: error });
    this.services.log.error(
      { plugin: plugin.name, err: error },
      `${plugin.name} did not ${phase}; going on without it`,
    );
  }

  private throwIfStopping(): void {
    if (this.toldToStop.signal.aborted) throw new PluginFailedError('kernel', 'told to stop while starting');
  }

  private async phase(plugin: PluginInstance, phase: Phase): Promise<void> {
    const run = plugin.definition[phase];
    if (!run) return;
    const ending = phase === 'drain' || phase === 'stop';
    const abort = new AbortController();
    const signal = ending ? abort.signal : AbortSignal.any([abort.signal, this.toldToStop.signal]);
    const deadline = ending ? this.deadlines.stop : this.deadlines.start;
    const context = this.contextOf(plugin, signal);
    await underDeadline(
      plugin.name,
      phase,
      () => run.call(plugin.definition, context),
      deadline,
      abort,
      this.services.log,
    );
  }

  private contextOf(plugin: PluginInstance, signal: AbortSignal): PluginContext {
    return {
      get: <T>(wanted: Gettable<T>): T => this.resolve(plugin.container, wanted),
      find: <T>(token: Token<T>): T | undefined => this.findFrom(plugin.container, plugin, token),
      log: this.services.logOf(plugin.name),
      signal,
    };
  }

  private resolve<T>(container: DependencyContainer, wanted: Gettable<T>): T {
    const key = wanted as InjectionToken<T>;
    if (!container.isRegistered(key, true))
      throw new UnavailableError(`no configured plugin provides ${nameOf(wanted)}`);
    const provider = typeof wanted === 'symbol' && this.all.find((plugin) => plugin.provides.includes(wanted));
    if (provider && provider.container !== container && (provider.state === 'failed' || provider.state === 'disabled'))
      throw new UnavailableError(
        `${nameOf(wanted)} is not available: ${provider.name} is ${provider.state}: ${provider.reason}`,
      );
    return container.resolve<T>(key);
  }

  private findFrom<T>(
    container: DependencyContainer,
    asking: PluginInstance | undefined,
    token: Token<T>,
  ): T | undefined {
    const provider = this.all.find((plugin) => plugin.provides.includes(token));
    if (provider && provider !== asking && provider.state !== 'running') return undefined;
    return container.isRegistered<T>(token, true) ? container.resolve<T>(token) : undefined;
  }
}

interface PluginNode extends GraphNode {
  readonly plugin: PluginInstance;
}

function asNode(plugin: PluginInstance): PluginNode {
  return {
    plugin,
    name: plugin.name,
    provides: plugin.provides,
    needs: plugin.definition.needs ?? [],
    wants: plugin.definition.wants ?? [],
  };
}

function nameOf(wanted: Gettable<unknown>): string {
  return typeof wanted === 'symbol' ? nameOfToken(wanted) : wanted.name;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
