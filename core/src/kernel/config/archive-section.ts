import Type, { type Static } from 'typebox';
import { closed, flag, integer, oneOf, requiredOneOf, secret, text } from './schema-parts.js';

const Retention = closed(
  {
    policy: requiredOneOf(['none', 'delete', 'copy', 'move'], 'What happens to old jobs'),
    age: integer('Days', { minimum: 0 }),
    'include-db': flag('Also remove their rows in the database', { default: true }),
    'omit-tagged': oneOf(['none', 'all', 'user'], 'Which tags save a job', { default: 'none' }),
    format: oneOf(['json', 'parquet'], 'Of copied and moved jobs', { default: 'json' }),
    'target-kind': oneOf(['file', 's3'], 'Where they go', { default: 'file' }),
    'target-path': text('Folder, for kind file'),
    'target-endpoint': text('S3 endpoint'),
    'target-bucket': text('S3 bucket'),
    'target-access-key': secret('S3 access key'),
    'target-secret-key': secret('S3 secret key'),
    'target-region': text('S3 region'),
    'target-use-path-style': flag('S3 addresses with the bucket in the path'),
    'max-file-size-mb': integer('Largest Parquet file', { default: 512 }),
    location: text('No longer used; old sample files have it', { unbuilt: 'this key (it has no meaning any more)' }),
  },
  { unbuilt: 'archive retention', description: 'Removal of old jobs' },
);

export const ArchiveSection = closed(
  {
    kind: requiredOneOf(['file', 's3', 'sqlite'], 'Where archived jobs are kept'),
    path: text('Folder, for kind file'),
    'db-path': text('File, for kind sqlite'),
    endpoint: text('S3 endpoint; absent: AWS'),
    bucket: text('S3 bucket'),
    'access-key': secret('S3 access key; absent: from the environment'),
    'secret-key': secret('S3 secret key; absent: from the environment'),
    region: text('S3 region', { default: 'us-east-1' }),
    'use-path-style': flag('S3 addresses with the bucket in the path', { default: false }),
    compression: integer('Compress data older than so many days', { default: 7, unbuilt: 'archive compression' }),
    retention: Type.Optional(Retention),
  },
  { description: 'The job archive. Absent: `{"kind": "file", "path": "./var/job-archive"}`' },
);
export type ArchiveSection = Static<typeof ArchiveSection>;
