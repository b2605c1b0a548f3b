import Type from 'typebox';
import { definePlugin, token, type AnyPluginDefinition, type PluginContext, type Token } from '../../src/plugin.js';
import type { ConfiguredPlugin } from '../../src/kernel/plugin-instance.js';

const Empty = Type.Object({}, { additionalProperties: false });

export interface Word {
  readonly said: string;
}
export const wordToken = (name: string): Token<Word> => token<Word>(`test.${name}`);

/** A plugin that writes down what happens to it. */
export function loggedPlugin(
  id: string,
  happened: string[],
  more: Partial<AnyPluginDefinition> = {},
): AnyPluginDefinition {
  const note = (phase: 'start' | 'ready' | 'drain' | 'stop') => async (context: PluginContext) => {
    happened.push(`${phase} ${id}`);
    await more[phase]?.(context);
  };
  return definePlugin({
    id,
    config: Empty,
    ...more,
    register: (bind, config) => {
      for (const contract of more.provides ?? []) bind.value(contract, { said: id });
      more.register?.(bind, config);
    },
    start: note('start'),
    ready: note('ready'),
    drain: note('drain'),
    stop: note('stop'),
  });
}

export function configured(definition: AnyPluginDefinition, more: Partial<ConfiguredPlugin> = {}): ConfiguredPlugin {
  return { definition, config: {}, required: true, configPath: 'test', source: 'test', ...more };
}
