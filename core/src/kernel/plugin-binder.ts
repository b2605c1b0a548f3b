import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { nameOfToken, type Token } from '../contracts/token.js';
import type { Binder } from './define-plugin.js';
import type { PluginInstance } from './plugin-instance.js';

type Constructor<T> = new (...needs: never[]) => T;

/**
 * Writes a plugin's names into its own container, and what it provides also into the common one.
 * The common entry is a factory that goes back to the plugin's container, so that a class gets its own plugin's
 * config and logger whoever asks first.
 */
export class PluginBinder implements Binder {
  private readonly bound = new Set<InjectionToken>();

  constructor(
    private readonly plugin: PluginInstance,
    private readonly common: DependencyContainer,
  ) {}

  value<T>(token: Token<T>, value: T): void {
    this.plugin.container.register<T>(this.claim(token), { useValue: value });
    this.publish(token);
  }

  singleton<T>(token: Token<T>, implementation: Constructor<T>): void {
    const own = this.plugin.container;
    const made = this.ownClass(implementation);
    own.register<T>(this.claim(token), { useFactory: () => own.resolve(made) });
    this.publish(token);
  }

  singletonClass<T>(implementation: Constructor<T>): void {
    const own = this.plugin.container;
    const made = this.ownClass(implementation);
    // A second instance keeps its classes to itself: a class has only one name.
    if (this.plugin.configured.as === undefined) this.common.register<T>(made, { useFactory: () => own.resolve(made) });
  }

  /** What was promised in `provides` but not bound. */
  unkept(): readonly string[] {
    return (this.plugin.definition.provides ?? []).filter((token) => !this.bound.has(token)).map(nameOfToken);
  }

  private ownClass<T>(implementation: Constructor<T>): InjectionToken<T> & Constructor<T> {
    // tsyringe's own constructor type has `any` parameters; ours are the needs that only it fills in.
    const made = implementation as InjectionToken<T> & Constructor<T>;
    if (!this.plugin.container.isRegistered(made)) this.plugin.container.registerSingleton<T>(made, made);
    return made;
  }

  private claim<T>(token: Token<T>): InjectionToken<T> {
    if (this.bound.has(token)) throw new Error(`${this.plugin.name} binds ${nameOfToken(token)} twice`);
    this.bound.add(token);
    return token;
  }

  private publish<T>(token: Token<T>): void {
    if (!this.plugin.definition.provides?.includes(token)) return;
    const own = this.plugin.container;
    this.common.register<T>(this.plugin.outward(token) as Token<T>, { useFactory: () => own.resolve<T>(token) });
  }
}
