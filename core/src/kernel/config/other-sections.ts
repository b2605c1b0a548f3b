import Type, { type Static } from 'typebox';
import { closed, duration, flag, integer, secret, text, texts } from './schema-parts.js';

export const NatsSection = closed(
  {
    address: text('e.g. `nats://host:4222`; empty: no connection'),
    username: text('With password'),
    password: secret('With username'),
    'creds-file-path': text('Credentials file'),
  },
  { unbuilt: 'NATS', description: 'Connection to NATS' },
);

export const CronSection = closed(
  {
    'commit-job-worker': duration('Accepted; this server keeps no cache of started jobs', { default: '2m' }),
    'duration-worker': duration('Refresh durations of running jobs so often', { default: '5m' }),
    'footprint-worker': duration('Refresh footprints of running jobs so often', { default: '10m' }),
  },
  { description: 'Intervals of periodic work' },
);
export type CronSection = Static<typeof CronSection>;

const metricLists = {
  'job-list-metrics': texts('Metrics in job lists'),
  'job-view-plot-metrics': texts('Metrics plotted on job pages'),
  'job-view-table-metrics': texts('Metrics in the table of job pages'),
};

export const UiSection = closed(
  {
    'job-list': Type.Optional(
      closed({ 'use-paging': flag('Pages, not scrolling'), 'show-footprint': flag('Show the footprint column') }),
    ),
    'node-list': Type.Optional(closed({ 'use-paging': flag('Pages, not scrolling') })),
    'job-view': Type.Optional(
      closed({
        'show-polar-plot': flag('Show the polar plot'),
        'show-footprint': flag('Show the footprint'),
        'show-roofline': flag('Show the roofline'),
        'show-stat-table': flag('Show the table of statistics'),
      }),
    ),
    'metric-config': Type.Optional(
      closed({
        ...metricLists,
        clusters: Type.Optional(
          Type.Array(
            closed({
              name: Type.String({ description: 'Cluster' }),
              ...metricLists,
              'sub-clusters': Type.Optional(
                Type.Array(closed({ name: Type.String({ description: 'Sub-cluster' }), ...metricLists })),
              ),
            }),
          ),
        ),
      }),
    ),
    'plot-configuration': Type.Optional(
      closed({
        'color-background': flag('Colour the background by thresholds'),
        'plots-per-row': integer('Plots beside each other'),
        'line-width': integer('Pixels'),
        'color-scheme': texts('Colours of lines'),
      }),
    ),
  },
  { unbuilt: 'web pages', description: 'Defaults of the pages, until a user chooses something else' },
);
export type UiSection = Static<typeof UiSection>;

export const PluginsSection = Type.Array(
  closed({
    use: Type.String({ minLength: 1, description: 'Package name, or path relative to the config file' }),
    as: text('Name of a second instance, which provides its contracts beside the first', {
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      expected: 'a name of letters, digits, dots and dashes',
    }),
    config: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: 'What the plugin’s own schema says' }),
    ),
    required: flag('false: the server goes on without it when it fails', { default: true }),
  }),
  { description: 'Plugins to add, or to put in the place of those that follow from the sections; own key' },
);
export type PluginsSection = Static<typeof PluginsSection>;
