import Type from 'typebox';
import type { PluginsSection } from './config/other-sections.js';
import { mistakesOf } from './config/mistakes.js';
import type { SchemaChecker } from './config/schema-checker.js';
import type { AnyPluginDefinition } from './define-plugin.js';
import { loadPlugin, type LookFrom } from './load-plugin.js';
import type { ConfiguredPlugin } from './plugin-instance.js';
import type { PluginRequest } from './section-table.js';

interface LoadedPlugins {
  readonly plugins: readonly ConfiguredPlugin[];
  readonly mistakes: readonly string[];
}

/** The requests of the list `plugins`. */
export function pluginsOfList(list: PluginsSection = []): readonly PluginRequest[] {
  return list.map(({ use, as, config, required }, index) => ({
    use,
    ...(as === undefined ? {} : { as }),
    config: config ?? {},
    required: required ?? true,
    configPath: `plugins[${index}]`,
  }));
}

/** Loads plugins and checks their configs, before any code of theirs runs. */
export async function loadPlugins(
  requests: readonly PluginRequest[],
  from: LookFrom,
  checker: SchemaChecker,
): Promise<LoadedPlugins> {
  const plugins: ConfiguredPlugin[] = [];
  const mistakes: string[] = [];
  for (const request of requests) {
    try {
      const { definition, source, packageVersion } = await loadPlugin(request.use, from);
      plugins.push({ ...configuredPlugin(definition, request, source, { checker, mistakes }), packageVersion });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (request.required) mistakes.push(`${request.configPath}: ${reason}`);
      else plugins.push({ ...asConfigured(absent(request), request, request.use), broken: reason });
    }
  }
  return { plugins, mistakes };
}

export interface ConfigCheck {
  readonly checker: SchemaChecker;
  /** Grows by what is wrong. */
  readonly mistakes: string[];
}

export function configuredPlugin(
  definition: AnyPluginDefinition,
  request: Omit<PluginRequest, 'use'>,
  source: string,
  { checker, mistakes }: ConfigCheck,
): ConfiguredPlugin {
  const at = request.configPath.startsWith('plugins[') ? `${request.configPath}.config` : request.configPath;
  const { value, errors } = checker.check(definition.config, request.config);
  mistakes.push(...mistakesOf(errors, at));
  return asConfigured(definition, { ...request, config: value }, source);
}

/**
 * Plugins of the list take the place of those that only follow from a section and keep one of the same contracts, or have
 * the same id.
 */
export function withReplacements(
  fromSections: readonly ConfiguredPlugin[],
  fromList: readonly ConfiguredPlugin[],
): { readonly plugins: readonly ConfiguredPlugin[]; readonly replaced: ReadonlyMap<string, string> } {
  const replaced = new Map<string, string>();
  const kept = fromSections.filter(({ definition }) => {
    const other = fromList.find(
      (plugin) =>
        plugin.as === undefined &&
        (plugin.definition.id === definition.id ||
          plugin.definition.provides?.some((contract) => definition.provides?.includes(contract))),
    );
    if (other) replaced.set(definition.id, other.definition.id);
    return !other;
  });
  return { plugins: [...kept, ...fromList], replaced };
}

function asConfigured(
  definition: AnyPluginDefinition,
  { as, config, required, configPath }: Omit<PluginRequest, 'use'>,
  source: string,
): ConfiguredPlugin {
  return { definition, config, required, configPath, source, ...(as === undefined ? {} : { as }) };
}

/** Stands for a plugin that could not be loaded, so that it is seen as failed. */
function absent(request: PluginRequest): AnyPluginDefinition {
  return { id: request.as ?? request.use, config: Type.Unknown(), register: () => {} };
}
