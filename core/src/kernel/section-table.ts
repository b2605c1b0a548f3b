import path from 'node:path';
import type { Sections } from './config/config-schema.js';

/** A plugin that the configuration asks for, before it is loaded. */
export interface PluginRequest {
  readonly use: string;
  readonly as?: string;
  readonly config: unknown;
  readonly required: boolean;
  /** For messages: where in the file it comes from. */
  readonly configPath: string;
}

/** What a section means, or why it means nothing yet. */
type Meaning =
  | {
      readonly use: string;
      /** Of one instance among several. */
      readonly as?: string;
      readonly config: object;
      /** Said once in the log. */
      readonly warning?: string;
    }
  | { readonly refuse: string };

interface Row {
  readonly configPath: string;
  readonly plugin: (sections: Sections, inSite: (file: string) => string) => Meaning | readonly Meaning[] | undefined;
}

/**
 * From the sections of a config file as cc-backend reads it to plugins. `undefined`: the section asks for none.
 * Entries of the list `plugins` are put in the place of rows that keep the same contract.
 */
const SECTION_TABLE: readonly Row[] = [
  {
    configPath: 'main.db',
    plugin: ({ main }, inSite) => ({
      use: '@cc-kernel/sql-sqlite',
      config: { ...main['db-config'], file: inSite(main.db ?? './var/job.db') },
    }),
  },
  {
    configPath: 'archive',
    plugin: ({ archive = { kind: 'file', path: './var/job-archive' } }, inSite) =>
      ({
        file: { use: '@cc-kernel/archive-fs', config: { directory: inSite(archive.path ?? '') } },
        s3: { refuse: 'archive.kind: "s3" is not available yet; use "file"' },
        sqlite: { refuse: 'archive.kind: "sqlite" is not available yet; use "file"' },
      })[archive.kind],
  },
  {
    configPath: 'metric-store.checkpoints',
    plugin: ({ 'metric-store': store }, inSite) => {
      if (!store) return undefined;
      const {
        directory = './var/checkpoints',
        'file-format': format = 'wal',
        'max-wal-size': maxLogSize = 0,
        durability = 'disk',
      } = store.checkpoints ?? {};
      return {
        json: { use: '@cc-kernel/metricstore-json', config: { directory: inSite(directory) } },
        wal: { use: '@cc-kernel/metricstore-wal', config: { directory: inSite(directory), maxLogSize, durability } },
      }[format];
    },
  },
  {
    configPath: 'metric-store-external',
    // Where two entries have the same scope, the later one counts, as it does for the original.
    plugin: ({ 'metric-store-external': stores = [] }) =>
      [...new Map(stores.map((store) => [store.scope, store])).values()].map((store) => {
        const double = stores.filter(({ scope }) => scope === store.scope).length > 1;
        return {
          use: '@cc-kernel/metricstore-external',
          as: `metricstore-external.${store.scope}`,
          config: store,
          ...(double
            ? { warning: `metric-store-external: of the entries for "${store.scope}" the last one counts` }
            : {}),
        };
      }),
  },
  {
    configPath: 'auth',
    plugin: ({ auth }) => ({ use: '@cc-kernel/auth', config: auth ?? {} }),
  },
  { configPath: 'main', plugin: () => ({ use: '@cc-kernel/rest', config: {} }) },
  { configPath: 'main', plugin: () => ({ use: '@cc-kernel/graphql', config: {} }) },
  { configPath: 'main', plugin: () => ({ use: '@cc-kernel/web-ui', config: {} }) },
];

interface Translation {
  readonly requests: readonly PluginRequest[];
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

export function pluginsOfSections(sections: Sections, root: string): Translation {
  const requests: PluginRequest[] = [];
  const mistakes: string[] = [];
  const warnings: string[] = [];
  for (const { configPath, plugin } of SECTION_TABLE) {
    for (const meaning of [plugin(sections, (file) => path.resolve(root, file)) ?? []].flat()) {
      if ('refuse' in meaning) mistakes.push(meaning.refuse);
      else {
        const { warning, ...request } = meaning;
        requests.push({ ...request, required: true, configPath });
        if (warning !== undefined) warnings.push(warning);
      }
    }
  }
  return { requests, mistakes, warnings };
}
