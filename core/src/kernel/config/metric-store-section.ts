import Type, { type Static } from 'typebox';
import { closed, duration, flag, integer, oneOf, requiredDuration, text } from './schema-parts.js';

const Checkpoints = closed(
  {
    'file-format': oneOf(['wal', 'json'], 'Format of saved samples', { default: 'wal' }),
    directory: text('Folder of saved samples', { default: './var/checkpoints' }),
    'max-wal-size': integer('Bytes of log above which a checkpoint is made early; 0: unlimited', {
      default: 0,
      minimum: 0,
    }),
    durability: oneOf(['memory', 'os', 'disk'], 'When a sender hears that samples are stored (format wal)', {
      default: 'disk',
    }),
  },
  { description: 'How samples survive a restart' },
);

const Cleanup = closed(
  {
    mode: oneOf(['delete', 'archive'], 'Old checkpoint files are removed, or turned into Parquet', {
      default: 'delete',
    }),
    directory: text('Folder for mode archive, which needs it'),
  },
  { description: 'What becomes of old checkpoint files' },
);

const Subscription = closed({
  'subscribe-to': Type.String({ description: 'NATS subject' }),
  'cluster-tag': text('Cluster of lines that name none'),
});

export const MetricStoreSection = closed(
  {
    'retention-in-memory': requiredDuration('Samples stay in memory so long'),
    'memory-cap': Type.Integer({
      description: 'GB of samples above which the oldest go early; 0: unlimited',
    }),
    'num-workers': integer('Accepted; this server needs no such number'),
    'checkpoint-interval': duration('Save samples so often', { default: '12h' }),
    checkpoints: Type.Optional(Checkpoints),
    cleanup: Type.Optional(Cleanup),
    'nats-subscriptions': Type.Optional(
      Type.Array(Subscription, { unbuilt: 'samples over NATS', description: 'Samples that come by NATS' }),
    ),
    debug: Type.Optional(
      closed({ 'dump-to-file': text('Accepted'), gops: flag('Accepted') }, { description: 'Accepted, without effect' }),
    ),
  },
  { description: 'Samples in memory. The server needs it (or metric-store-external).' },
);
export type MetricStoreSection = Static<typeof MetricStoreSection>;

export const MetricStoreExternalSection = Type.Array(
  closed({
    scope: Type.String({ description: 'Cluster, `<cluster>-<subcluster>` or `*`' }),
    url: Type.String({ description: 'Address of the store' }),
    token: Type.String({ secret: true, description: 'API token' }),
  }),
  {
    description:
      'Samples that other servers keep. Each entry is read for its scope, the narrowest one first; the rest is read from memory.',
  },
);
