import { inject, injectable } from 'tsyringe';
import { describe, expect, it } from 'vitest';
import { Clock, Health, Logger, token, tokenAs, type AnyPluginDefinition } from '../../src/plugin.js';
import { HealthBoard } from '../../src/contracts/health.js';
import type { Deadlines } from '../../src/kernel/kernel.js';
import { Kernel } from '../../src/kernel/kernel.js';
import type { ConfiguredPlugin } from '../../src/kernel/plugin-instance.js';
import { collectingLog } from '../../src/testing/collecting-log.js';
import { testSettings } from '../../src/testing/test-settings.js';
import { configured, loggedPlugin, wordToken } from './plugin-cases.js';

const A = wordToken('A');
const B = wordToken('B');
const C = wordToken('C');

function kernelOf(plugins: readonly (AnyPluginDefinition | ConfiguredPlugin)[], deadlines?: Deadlines) {
  const log = collectingLog();
  const kernel = new Kernel(
    plugins.map((plugin) => ('definition' in plugin ? plugin : configured(plugin))),
    { settings: testSettings(), clock: { now: () => 1, nowMs: () => 1000 }, log: log.logger, logOf: log.logOf },
    deadlines,
  );
  return { kernel, lines: log.lines };
}
const states = (kernel: Kernel) => Object.fromEntries(kernel.list().map(({ name, state }) => [name, state]));
const quick: Deadlines = {
  start: { milliseconds: 40, warnAfter: 10 },
  stop: { milliseconds: 40, warnAfter: 10 },
};

describe('the life cycle', () => {
  it('starts providers first and stops in exact reverse', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([
      loggedPlugin('c', happened, { needs: [B], wants: [A] }),
      loggedPlugin('b', happened, { provides: [B], needs: [A] }),
      loggedPlugin('a', happened, { provides: [A] }),
    ]);
    kernel.register();
    await kernel.start();
    await kernel.stop();
    expect(happened.join(', ')).toBe(
      'start a, start b, start c, ready a, ready b, ready c, drain c, drain b, drain a, stop c, stop b, stop a',
    );
    expect(states(kernel)).toEqual({ a: 'stopped', b: 'stopped', c: 'stopped' });
  });

  it('stops only once, however often it is asked', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([loggedPlugin('a', happened)]);
    kernel.register();
    await kernel.start();
    await Promise.all([kernel.stop(), kernel.stop()]);
    await kernel.stop();
    expect(happened.filter((line) => line === 'stop a')).toHaveLength(1);
  });

  it('closes everything although one does not close', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([
      loggedPlugin('a', happened),
      loggedPlugin('b', happened, { stop: () => Promise.reject(new Error('jammed')) }),
      loggedPlugin('c', happened),
    ]);
    kernel.register();
    await kernel.start();
    await expect(kernel.stop()).rejects.toThrow('b: jammed');
    expect(happened.slice(-3)).toEqual(['stop c', 'stop b', 'stop a']);
  });

  it('gives up on one that does not stop in time, and closes the rest', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf(
      [loggedPlugin('a', happened), loggedPlugin('b', happened, { stop: () => new Promise<void>(() => {}) })],
      quick,
    );
    kernel.register();
    await kernel.start();
    await expect(kernel.stop()).rejects.toThrow('b did not finish to stop within 0.04 s');
    expect(happened.slice(-2)).toEqual(['stop b', 'stop a']);
  });

  it('ends the start when a required plugin fails, and stops what it touched', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([
      loggedPlugin('a', happened),
      loggedPlugin('b', happened, { start: () => Promise.reject(new Error('no disk')) }),
      loggedPlugin('c', happened),
    ]);
    kernel.register();
    await expect(kernel.start()).rejects.toThrow('b did not start: no disk');
    await kernel.stop();
    expect(happened).toEqual(['start a', 'start b', 'drain b', 'drain a', 'stop b', 'stop a']);
    expect(kernel.list()).toMatchObject([
      { state: 'stopped' },
      { state: 'failed', reason: 'no disk' },
      { state: 'waiting' },
    ]);
  });

  it('goes on degraded without a plugin that is not required, and names those that needed it', async () => {
    const failing = loggedPlugin('a', [], { provides: [A], start: () => Promise.reject(new Error('no disk')) });
    const { kernel, lines } = kernelOf([
      configured(failing, { required: false }),
      configured(loggedPlugin('b', [], { needs: [A] }), { required: false }),
      loggedPlugin('c', [], { wants: [A], start: ({ find }) => expect(find(A)).toBeUndefined() }),
    ]);
    kernel.register();
    await kernel.start();
    expect(kernel.list()).toMatchObject([
      { name: 'a', state: 'failed', reason: 'no disk' },
      { name: 'b', state: 'failed', reason: 'it needs test.A from a, which is failed' },
      { name: 'c', state: 'running' },
    ]);
    expect(await kernel.get(HealthBoard).report()).toMatchObject({ state: 'degraded' });
    expect(lines.join('\n')).toContain('a did not start; going on without it');
    await kernel.stop();
  });

  it('names the plugin that is late, and gives up on it', async () => {
    let signal: AbortSignal | undefined;
    const { kernel, lines } = kernelOf(
      [
        loggedPlugin('slow', [], {
          start: async (context) => {
            signal = context.signal;
            await new Promise(() => {});
          },
        }),
      ],
      quick,
    );
    kernel.register();
    await expect(kernel.start()).rejects.toThrow('slow did not finish to start within 0.04 s');
    expect(lines.join('\n')).toContain('still starting: slow');
    expect(signal?.aborted).toBe(true);
    await kernel.stop();
  });

  it('is stopped while it starts: the plugin at work is told, waited for, and the rest is not begun', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([
      loggedPlugin('a', happened),
      loggedPlugin('b', happened, {
        start: async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          happened.push('b saw the signal');
        },
      }),
      loggedPlugin('c', happened),
    ]);
    kernel.register();
    const started = kernel.start();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = kernel.stop();
    await expect(started).rejects.toThrow('told to stop while starting');
    await stopped;
    expect(happened).toEqual(['start a', 'start b', 'b saw the signal', 'drain b', 'drain a', 'stop b', 'stop a']);
  });

  it('starts no more than a command needs', async () => {
    const happened: string[] = [];
    const { kernel } = kernelOf([
      loggedPlugin('a', happened, { provides: [A] }),
      loggedPlugin('b', happened, { provides: [B], needs: [A] }),
      loggedPlugin('c', happened, { provides: [C], needs: [B] }),
    ]);
    kernel.register();
    await kernel.start([B]);
    expect(states(kernel)).toEqual({ a: 'running', b: 'running', c: 'disabled' });
    expect(() => kernel.get(C)).toThrow('test.C is not available: c is disabled: not needed for this command');
    await kernel.stop();
  });
});

describe('needs', () => {
  it('are refused all at once when missing, double or circular', () => {
    const { kernel } = kernelOf([
      loggedPlugin('a', [], { needs: [wordToken('nobody')] }),
      loggedPlugin('b', [], { provides: [A] }),
      loggedPlugin('c', [], { provides: [A] }),
      loggedPlugin('d', [], { provides: [B], needs: [C] }),
      loggedPlugin('e', [], { provides: [C], wants: [B] }),
      loggedPlugin('a', []),
      loggedPlugin('clock', [], { provides: [Clock] }),
    ]);
    expect(() => kernel.register()).toThrow(
      [
        'two plugins are called a: give one of them another name with "as"',
        'b and c both provide test.A: remove one, or tell them apart with "as"',
        'clock provides kernel.Clock, which only the kernel may',
        'a needs test.nobody, which no configured plugin provides',
        'circular needs: d → e → d (each needs the next)',
      ].join('\n'),
    );
  });

  it('must be bound when promised', () => {
    const { kernel } = kernelOf([
      loggedPlugin('a', []),
      { ...loggedPlugin('b', []), provides: [B], register: () => {} },
    ]);
    expect(() => kernel.register()).toThrow('b did not register: promises test.B but does not bind it');
  });
});

const Place = token<string>('test.Place');
interface Store {
  readonly place: string;
  readonly log: Logger;
}
const Store = token<Store>('test.Store');

@injectable()
class PlacedStore implements Store {
  constructor(
    @inject(Place) readonly place: string,
    @inject(Logger) readonly log: Logger,
  ) {}
}

@injectable()
class UseStore {
  constructor(
    @inject(Store) readonly store: Store,
    @inject(Logger) readonly log: Logger,
  ) {}
}

const storePlugin = (id: string, place: string): AnyPluginDefinition =>
  loggedPlugin(id, [], {
    register: (bind) => {
      bind.value(Place, place);
      bind.singleton(Store, PlacedStore);
    },
  });

describe('wiring', () => {
  const provides = (plugin: AnyPluginDefinition): AnyPluginDefinition => ({ ...plugin, provides: [Store] });
  const withoutValues = (id: string, place: string): AnyPluginDefinition => ({
    ...provides(storePlugin(id, place)),
    register: (bind, config) => storePlugin(id, place).register(bind, config),
  });

  it('gives a class its own plugin’s values and log, whoever asks first', async () => {
    let seen: UseStore | undefined;
    const user = loggedPlugin('user', [], {
      needs: [Store],
      register: (bind) => bind.singletonClass(UseStore),
      start: ({ get, log }) => {
        seen = get(UseStore);
        seen.store.log.warn({}, 'store speaks');
        seen.log.warn({}, 'user speaks');
        log.warn({}, 'context speaks');
      },
    });
    const { kernel, lines } = kernelOf([user, withoutValues('store', '/here')]);
    kernel.register();
    await kernel.start();
    expect(seen?.store.place).toBe('/here');
    expect(kernel.get(UseStore)).toBe(seen);
    expect(kernel.get(Store)).toBe(seen?.store);
    expect(lines.filter((line) => line.includes('speaks'))).toEqual([
      '[WARNING]  store: store speaks',
      '[WARNING]  user: user speaks',
      '[WARNING]  user: context speaks',
    ]);
    await kernel.stop();
  });

  it('keeps two instances of one plugin apart', async () => {
    const { kernel } = kernelOf([
      withoutValues('store', '/warm'),
      configured(withoutValues('store', '/cold'), { as: 'store.cold' }),
    ]);
    kernel.register();
    await kernel.start();
    expect(kernel.get(Store).place).toBe('/warm');
    expect(kernel.get(tokenAs(Store, 'store.cold')).place).toBe('/cold');
    expect(kernel.list().map(({ name, provides }) => [name, provides])).toEqual([
      ['store', ['test.Store']],
      ['store.cold', ['test.Store@store.cold']],
    ]);
    await kernel.stop();
  });

  it('hides what is not provided, and makes no class that nobody bound', () => {
    const { kernel } = kernelOf([withoutValues('store', '/here')]);
    kernel.register();
    expect(() => kernel.get(Place)).toThrow('no configured plugin provides test.Place');
    expect(() => kernel.get(UseStore)).toThrow('no configured plugin provides UseStore');
    expect(kernel.find(Place)).toBeUndefined();
  });

  it('shows the worst part as the health of the whole', async () => {
    const { kernel } = kernelOf([
      loggedPlugin('a', [], {
        start: ({ get }) => {
          get(Health).add('disk', () => ({ state: 'degraded', text: 'nearly full' }));
          get(Health).add('net', () => Promise.reject(new Error('no link')));
        },
      }),
    ]);
    kernel.register();
    await kernel.start();
    expect(await kernel.get(HealthBoard).report()).toEqual({
      state: 'failed',
      parts: {
        plugins: { state: 'ok' },
        disk: { state: 'degraded', text: 'nearly full' },
        net: { state: 'failed', text: 'no link' },
      },
    });
    await kernel.stop();
  });
});
