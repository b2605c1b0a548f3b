import { token } from '@cc-kernel/core/plugin';
import Type from 'typebox';
import type { Static } from 'typebox';

export const ExternalStoreConfig = Type.Object(
  {
    scope: Type.String({ minLength: 1, description: 'Cluster, `<cluster>-<subcluster>` or `*`' }),
    url: Type.String({ minLength: 1, description: 'Address of the store, without /api' }),
    token: Type.String({ secret: true, description: 'API token; empty: none is sent' }),
    timeout: Type.Number({ default: 10, exclusiveMinimum: 0, description: 'Seconds for an answer, its body included' }),
  },
  { additionalProperties: false },
);
export type ExternalStoreConfig = Static<typeof ExternalStoreConfig>;

export const ExternalStoreOptions = token<ExternalStoreConfig>('metricstore-external.options');
