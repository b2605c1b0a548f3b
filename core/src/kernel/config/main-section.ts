import Type, { type Static } from 'typebox';
import { closed, duration, flag, integer, oneOf, requiredOneOf, secret, text, texts } from './schema-parts.js';

const Resampling = closed(
  {
    'minimum-points': integer('Series with fewer points than this are never thinned out', { default: 1000 }),
    trigger: Type.Integer({ description: 'Pages load the next finer level when fewer points than this are visible' }),
    resolutions: Type.Array(Type.Integer({ minimum: 1 }), {
      minItems: 1,
      description: 'Available distances of points in seconds; the largest is used unless a query names one',
    }),
  },
  { description: 'Thinning out of long series; absent: never' },
);

const ApiSubjects = closed(
  {
    'subject-job-event': Type.String({ description: 'NATS subject of job starts and stops' }),
    'subject-node-state': Type.String({ description: 'NATS subject of node states' }),
    'job-concurrency': integer('Workers for job events', { default: 8 }),
    'node-concurrency': integer('Workers for node states', { default: 2 }),
  },
  { unbuilt: 'events over NATS', description: 'Job events come by NATS; REST start and stop are then absent' },
);

const NodeStateRetention = closed(
  {
    policy: requiredOneOf(['delete', 'move'], 'What happens to old node states'),
    age: integer('Hours', { default: 24, minimum: 0 }),
    'target-kind': oneOf(['file', 's3'], 'Where moved states go', { default: 'file' }),
    'target-path': text('Folder, for kind file'),
    'target-endpoint': text('S3 endpoint'),
    'target-bucket': text('S3 bucket'),
    'target-access-key': secret('S3 access key'),
    'target-secret-key': secret('S3 secret key'),
    'target-region': text('S3 region'),
    'target-use-path-style': flag('S3 addresses with the bucket in the path'),
    'max-file-size-mb': integer('Largest Parquet file', { default: 128 }),
  },
  { unbuilt: 'node states', description: 'Removal of old node states' },
);

const DbConfig = closed(
  {
    'cache-size-mb': integer('Page cache of each connection'),
    'soft-heap-limit-mb': integer('Memory that SQLite tries to stay below'),
    'max-open-connections': integer('Connections at most'),
    'max-idle-connections': integer('Idle connections kept'),
    'max-idle-time-minutes': integer('After so long an idle connection is closed'),
    'busy-timeout-ms': integer('Longest wait for a lock'),
  },
  { description: 'Tuning of SQLite; values below 1 mean the default' },
);

export const MainSection = closed(
  {
    addr: text('Listen address `host:port`', { default: 'localhost:8080' }),
    'api-allowed-ips': texts('Addresses or networks (CIDR) that may use the main API; absent or `*` first: all'),
    'trusted-proxies': texts(
      'Addresses or networks (CIDR) of reverse proxies whose forwarding headers are believed; own key',
      { default: [] },
    ),
    'api-subjects': Type.Optional(ApiSubjects),
    user: text('After binding, go on as this user'),
    group: text('After binding, go on as this group'),
    'disable-authentication': flag('Nobody has to log in', { default: false }),
    'embed-static-files': flag('Serve the built-in page assets', { default: true, unbuilt: 'web pages' }),
    'static-files': text('Folder of page assets, when not embedded', { unbuilt: 'web pages' }),
    db: text('SQLite file of the job database', { default: './var/job.db' }),
    'enable-job-taggers': flag('Tag jobs by the rules', { default: false, unbuilt: 'taggers' }),
    validate: flag('Check documents of the archive against their schemas', {
      default: false,
      unbuilt: 'validation of the archive',
    }),
    'session-max-age': duration('A session ends after this time; 0: never', { default: '168h' }),
    'https-cert-file': text('TLS certificate; needs https-key-file too'),
    'https-key-file': text('TLS private key; needs https-cert-file too'),
    'redirect-http-to': text('Also listen on port 80 and send everybody to this URL'),
    'machine-state-dir': text('Folder for machine states', { unbuilt: 'machine states' }),
    'stop-jobs-exceeding-walltime': integer('Seconds over its wall time after which a job counts as failed; 0: never', {
      default: 0,
      unbuilt: 'walltime check',
    }),
    'short-running-jobs-duration': integer('Shorter jobs (seconds) count as short', {
      default: 300,
      unbuilt: 'job statistics',
    }),
    'emission-constant': integer('g CO₂ per kWh for the estimate on job pages; 0: none', {
      default: 0,
      unbuilt: 'web pages',
    }),
    resampling: Type.Optional(Resampling),
    'systemd-unit': text('Unit whose journal the log page shows', { default: 'clustercockpit.service' }),
    'nodestate-retention': Type.Optional(NodeStateRetention),
    'db-config': Type.Optional(DbConfig),
  },
  { description: 'The server itself. Must be present, may be empty.' },
);
export type MainSection = Static<typeof MainSection>;
