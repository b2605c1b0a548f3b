import { token } from '@cc-kernel/core/plugin';
import Type from 'typebox';
import type { Static } from 'typebox';

export const JsonCheckpointConfig = Type.Object(
  {
    directory: Type.String({
      minLength: 1,
      default: './var/checkpoints',
      description: 'Root folder of the checkpoints, made when it is missing; holds <cluster>/<host>/<from>.json',
    }),
  },
  { additionalProperties: false },
);
export type JsonCheckpointConfig = Static<typeof JsonCheckpointConfig>;

export const JsonCheckpointOptions = token<JsonCheckpointConfig>('metricstore-json.options');
